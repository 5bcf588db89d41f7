"""Where images lie: by the id of their repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from spcs_local.registry.stored_repositories import StoredRepositories


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the reference server looks."""
    return tmp_path / "docker/registry/v2/repositories"


def put(root: Path, path: str) -> None:
    (root / path).mkdir(parents=True)


def found(root: Path, path: str) -> list[str]:
    return sorted(it.name for it in (root / path).iterdir())


def test_what_was_kept_by_names_is_taken_over_once(root: Path, tmp_path: Path) -> None:
    for path in ("d/s/r/image", "d/s/gone/image"):
        put(root, path)
    stored = StoredRepositories(tmp_path)
    stored.adopt({"d/s/r": 7, "d/s/new": 8})
    assert [found(root, path) for path in ("by-id/7", "d/s/r", "d/s/new")] == [["image"], ["image"], []]
    # of a repository that is made now, under the name of one that was gone before
    stored.adopt({"d/s/gone": 9})
    stored.lead("d/s/gone", 9)
    assert found(root, "d/s/gone") == []


def test_path_leads_where_it_was_told_last(root: Path, tmp_path: Path) -> None:
    stored = StoredRepositories(tmp_path)
    stored.lead("d/s/r", 1)
    put(root, "d/s/r/first")
    for path, repository_id in (("d/s/r", 2), ("e/s/r", 1), ("e/s/r", 1)):
        stored.lead(path, repository_id)
    assert [found(root, path) for path in ("d/s/r", "e/s/r")] == [[], ["first"]]
    stored.remove(2)
    stored.remove(3)
    assert found(root, "e/s/r") == ["first"]
    stored.lead("d/s/r", 2)
    assert found(root, "d/s/r") == []


def test_no_path_leads_into_another_repository(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected one of names"):
        StoredRepositories(tmp_path).lead("by-id/1/x", 2)
