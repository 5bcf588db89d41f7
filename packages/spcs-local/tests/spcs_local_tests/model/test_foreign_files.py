"""Files that containers wrote as root, for an account whose user is not."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local.errors import SnowflakeError
from spcs_local.model.directories import FileMissingError, StagePathError
from spcs_local_tests.model.rights import without_rights_to_others_files
from spcs_local_tests.model.stage import Stage

FILE = "closed/below/file"
NEW = "closed/below/new"


def open_up(directory: Path) -> None:
    """As a container does that may."""
    directory.chmod(0o777)
    for path in directory.iterdir():
        if path.is_dir():
            open_up(path)
        else:
            path.chmod(0o666)


def closed(root: Path, opening: Callable[[Path], None]) -> Stage:
    """A stage on which a container has written, with nothing for others."""
    stage = Stage(root, opening)
    for name in (FILE, "open"):
        stage.files.write(stage.found, name, b"words")
    for name in (FILE, "closed/below", "closed"):
        (stage.directory / name).chmod(0)
    return stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    yield closed(tmp_path, open_up)
    open_up(tmp_path)


@pytest.fixture
def stubborn(tmp_path: Path) -> Iterator[Stage]:
    """One that nothing opens."""
    yield closed(tmp_path, lambda _directory: None)
    open_up(tmp_path)


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (lambda stage: stage.paths(), [FILE, "open"]),
        (lambda stage: stage.files.read(stage.found, FILE), [FILE, "open"]),
        (lambda stage: stage.files.remove(stage.found, FILE), ["open"]),
        (lambda stage: stage.files.write(stage.found, NEW, b""), [FILE, NEW, "open"]),
        (lambda stage: stage.files.ensure_directory(stage.found, "closed/below/deep"), [FILE, "open"]),
        (lambda stage: stage.files.discard(stage.found), []),
        (lambda stage: stage.files.keep(set(), 100), []),
    ],
)
def test_what_a_container_closed_is_listed_given_changed_and_removed(
    stage: Stage, act: Callable[[Stage], object], left: list[str]
) -> None:
    with without_rights_to_others_files():
        act(stage)
        assert stage.paths() == left


def test_what_is_closed_holds_no_directory_open(stubborn: Stage) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with without_rights_to_others_files(), pytest.raises(FileMissingError):
        stubborn.paths()
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda stage: stage.paths(), FileMissingError),
        (lambda stage: stage.files.read(stage.found, FILE), FileMissingError),
        (lambda stage: stage.files.remove(stage.found, FILE), FileMissingError),
        (lambda stage: stage.files.write(stage.found, NEW, b""), StagePathError),
    ],
)
def test_what_stays_closed_is_refused_as_snowflake_does(
    stubborn: Stage, act: Callable[[Stage], object], refusal: type[SnowflakeError]
) -> None:
    with without_rights_to_others_files(), pytest.raises(refusal):
        act(stubborn)


def test_it_is_opened_once_for_all_who_wait(tmp_path: Path) -> None:
    waiting = threading.Barrier(4)
    asked: list[Path] = []

    def opening(directory: Path) -> None:
        asked.append(directory)
        open_up(directory)

    stage = closed(tmp_path, opening)

    def read(_number: int) -> bytes:
        with without_rights_to_others_files():
            waiting.wait(PATIENCE)
            return stage.files.read(stage.found, FILE)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, range(4))) == [b"words"] * 4
    assert asked == [stage.directory]


def test_what_is_open_is_asked_of_nobody(tmp_path: Path) -> None:
    asked: list[Path] = []
    stage = Stage(tmp_path, asked.append)
    stage.files.write(stage.found, "open", b"")
    with without_rights_to_others_files():
        assert stage.paths() == ["open"]
        stage.files.remove(stage.found, "open")
        stage.files.discard(stage.found)
    assert asked == []
