"""Where things are."""

from pathlib import Path

import pytest

from devkit.paths import Paths


def test_clone_is_the_one_of_this_file() -> None:
    paths = Paths.of_clone()
    assert (paths.root / "Pulumi.yaml").is_file()
    assert paths.requirements.is_file()
    assert paths.development.is_file()
    assert paths.results.is_dir()
    assert [it.name for it in paths.packages] == ["devkit", "pulumi-standins", "spcs-local"]


def test_cache_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Paths.of_clone().cache == tmp_path / "milvus-spcs"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert Paths.of_clone().cache == Path("/home/somebody/.cache/milvus-spcs")
