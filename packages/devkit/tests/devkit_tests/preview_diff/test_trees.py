"""The two programs of a comparison."""

import subprocess
from pathlib import Path

import pytest

from devkit.errors import ToolchainError
from devkit.preview_diff.trees import NOT_COMMITTED, Trees


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Two branches: main has gone on since."""
    root = tmp_path / "clone"
    (root / "specs").mkdir(parents=True)
    (root / "packages").mkdir()
    (root / ".gitignore").write_text("/.local\n/.venv\n")
    (root / "packages" / "tool.py").write_text("")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "one")
    git(root, "checkout", "--quiet", "-b", "change")
    commit(root, "two")
    git(root, "checkout", "--quiet", "main")
    commit(root, "of others")
    git(root, "checkout", "--quiet", "change")
    return root


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path, text: str) -> None:
    (root / "specs" / "milvus.yaml").write_text(text)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", text)


def test_the_base_is_what_both_have_in_common(clone: Path, tmp_path: Path) -> None:
    sides = Trees(clone).sides("main", tmp_path)
    assert (sides.base / "specs" / "milvus.yaml").read_text() == "one"
    assert (sides.head / "specs" / "milvus.yaml").read_text() == "two"
    assert sides.base_name != sides.head_name


def test_the_head_is_what_lies_there(clone: Path, tmp_path: Path) -> None:
    (clone / "specs" / "milvus.yaml").write_text("three")
    (clone / "specs" / "new.yaml").write_text("new")
    (clone / ".local").mkdir()
    (clone / ".local" / "secrets.json").write_text("{}")
    sides = Trees(clone).sides("main", tmp_path)
    assert (sides.head / "specs" / "milvus.yaml").read_text() == "three"
    assert (sides.head / "specs" / "new.yaml").exists()
    assert not (sides.head / ".local").exists()
    assert sides.head_name.endswith(NOT_COMMITTED)


def test_both_run_with_the_packages_of_the_clone_and_plain_permissions(clone: Path, tmp_path: Path) -> None:
    (clone / "specs" / "milvus.yaml").chmod(0o660)
    sides = Trees(clone).sides("main", tmp_path)
    for side in (sides.base, sides.head):
        assert (side / "packages").resolve() == clone / "packages"
        assert (side / ".venv").readlink() == clone / ".venv"
        assert (side / "specs" / "milvus.yaml").stat().st_mode & 0o777 == 0o644


def test_policies_run_in_the_environment_of_the_clones_where_there_are_some(clone: Path, tmp_path: Path) -> None:
    (clone / "policies").mkdir()
    (clone / "policies" / "PulumiPolicy.yaml").write_text("runtime: python\n")
    sides = Trees(clone).sides("main", tmp_path)
    assert (sides.head / "policies" / ".venv").readlink() == clone / "policies" / ".venv"
    assert not (sides.base / "policies").exists()


@pytest.mark.parametrize("base", ["nothing", "--help", "HEAD:specs", ""])
def test_another_base_is_refused(clone: Path, tmp_path: Path, base: str) -> None:
    with pytest.raises(ToolchainError, match=f"BASE is {base!r}; allowed: a branch, tag or commit that shares"):
        Trees(clone).sides(base, tmp_path)


def test_a_base_without_shared_history_is_refused(clone: Path, tmp_path: Path) -> None:
    git(clone, "checkout", "--quiet", "--orphan", "other")
    commit(clone, "x")
    with pytest.raises(ToolchainError, match=r"BASE is 'main'; allowed: .* shares history with the head"):
        Trees(clone).sides("main", tmp_path)
