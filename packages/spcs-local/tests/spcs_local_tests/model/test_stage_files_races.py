"""What containers may do to a mounted stage between a check and its use: each step is met by a link at that moment."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from spcs_local.model.directories import FileMissingError, StagePathError
from spcs_local_tests.model.stage import Stage

_FILE = "a/b/file"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A stage with a file, and beside it a directory with files and directories of the same names."""
    stage = Stage(tmp_path)
    for path in (_FILE, "other"):
        stage.files.write(stage.found, path, b"of the stage")
    for folder in (stage.secret, stage.secret / "b"):
        folder.mkdir(exist_ok=True)
        (folder / "file").write_text("secret")
    (stage.secret / "b" / "empty").mkdir()
    stage.secret.chmod(0o700)
    return stage


def outside(stage: Stage) -> dict[str, tuple[int, str]]:
    """Everything beside the stage: modes and contents."""
    paths = [stage.secret, *sorted(stage.secret.rglob("*"))]
    return {str(path): (path.stat().st_mode, path.read_text() if path.is_file() else "") for path in paths}


class Swap:
    """Puts a link in the place of a name on the stage, just before the account opens, makes or renames to it."""

    def __init__(self, stage: Stage, path: str) -> None:
        self._place = stage.directory / path
        self._target = stage.secret / path.partition("/")[2]
        self.done = False

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call of the system, with the swap before it."""

        def swapped(*arguments: Any, **options: Any) -> Any:
            if self._place.name in arguments:
                self.now()
            return call(*arguments, **options)

        return swapped

    def after(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call of the system, with the swap behind it."""

        def swapped(*arguments: Any, **options: Any) -> Any:
            answer = call(*arguments, **options)
            if self._place.name in arguments:
                self.now()
            return answer

        return swapped

    def now(self) -> None:
        """Once."""
        if not self.done:
            self.done = True
            if self._place.exists():
                self._place.rename(self._place.with_name("was"))
            self._place.symlink_to(self._target)


def _found(digest: str | None) -> str:
    if digest is None:
        raise FileMissingError(_FILE)
    return digest


_USES: dict[str, Callable[[Stage], object]] = {
    "GET": lambda stage: stage.files.read(stage.found, _FILE),
    "MD5": lambda stage: _found(stage.files.md5(stage.found, _FILE)),
    "COPY FILES": lambda stage: stage.files.copy(stage.found, _FILE, stage.found, "copy"),
    "COPY FILES into": lambda stage: stage.files.copy(stage.found, "other", stage.found, _FILE),
    "HEAD": lambda stage: stage.files.size(stage.found, _FILE),
    "PUT": lambda stage: stage.files.write(stage.found, _FILE, b"new"),
    "REMOVE": lambda stage: stage.files.remove(stage.found, _FILE),
    "mount": lambda stage: stage.files.ensure_directory(stage.found, "a/b"),
}


@pytest.mark.parametrize("path", ["a", "a/b"])
@pytest.mark.parametrize("use", _USES)
def test_follow_no_directory_that_becomes_a_link(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, use: str, path: str
) -> None:
    before, swap = outside(stage), Swap(stage, path)
    monkeypatch.setattr(os, "open", swap.before(os.open))
    with pytest.raises((FileMissingError, StagePathError)):
        _USES[use](stage)
    assert swap.done
    assert outside(stage) == before


@pytest.mark.parametrize("use", ["GET", "HEAD", "MD5", "COPY FILES"])
def test_follow_no_file_that_becomes_a_link(stage: Stage, monkeypatch: pytest.MonkeyPatch, use: str) -> None:
    swap = Swap(stage, _FILE)
    monkeypatch.setattr(os, "open", swap.before(os.open))
    with pytest.raises(FileMissingError):
        _USES[use](stage)
    assert swap.done


@pytest.mark.parametrize("path", ["a", "a/b", _FILE])
@pytest.mark.parametrize("name", ["open", "lstat"])
def test_list_nothing_behind_what_becomes_a_link(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str, path: str
) -> None:
    swap = Swap(stage, path)
    monkeypatch.setattr(os, name, swap.after(os.lstat) if name == "lstat" else swap.before(os.open))
    found = {file.path for file in stage.files.list(stage.found)}
    assert swap.done
    assert found == {"other"}


def test_write_over_what_becomes_a_link_takes_its_place(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    before, swap = outside(stage), Swap(stage, _FILE)
    monkeypatch.setattr(os, "rename", swap.before(os.rename))
    stage.files.write(stage.found, _FILE, b"new")
    assert swap.done
    assert outside(stage) == before
    assert stage.files.read(stage.found, _FILE) == b"new"


def test_write_over_a_directory_that_becomes_a_link_empties_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stage.directory / "a" / "b" / "empty").mkdir()
    before, swap = outside(stage), Swap(stage, "a/b/empty")
    monkeypatch.setattr(os, "lstat", swap.after(os.lstat))
    with pytest.raises(StagePathError):
        stage.files.write(stage.found, "a/b/empty", b"new")
    assert swap.done
    assert outside(stage) == before


@pytest.mark.parametrize("call", ["mkdir", "open"])
@pytest.mark.parametrize("use", ["PUT", "mount"])
def test_open_to_all_no_directory_but_the_one_that_was_made(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, use: str, call: str
) -> None:
    """Right after it was made, or opened, a link to a private directory takes its place: that one's mode stays."""
    before, swap = outside(stage), Swap(stage, "a")
    (stage.directory / "a").rename(stage.directory / "old")
    monkeypatch.setattr(os, call, swap.after(getattr(os, call)))
    with suppress(StagePathError):
        _USES[use](stage)
    assert swap.done
    assert outside(stage) == before
