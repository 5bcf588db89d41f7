"""What containers may leave in a mounted stage: no statement follows it out, waits for it or falls over it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from spcs_local.model.directories import FileMissingError, StagePathError
from spcs_local_tests.model.stage import Stage

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """An empty stage."""
    return Stage(tmp_path)


def plant(stage: Stage, what: str) -> str:
    """Something hostile on the stage; the path at which a statement would meet the secret."""
    there = stage.directory / "planted"
    if what == "link to a file":
        there.symlink_to(stage.secret / "key")
    elif what == "link to a directory":
        there.symlink_to(stage.secret)
        return "planted/key"
    elif what == "link up":
        there.symlink_to("../../secret")
        return "planted/key"
    elif what == "link to itself":
        there.symlink_to("planted")
    elif what == "link to nothing":
        there.symlink_to(stage.secret / "new")
    elif what == "pipe":
        os.mkfifo(there)
    elif what == "directory":
        there.mkdir()
    return "planted"


def test_write_takes_the_place_of_directories_without_files(stage: Stage) -> None:
    stage.files.write(stage.found, "a/b/c", b"x")
    with pytest.raises(StagePathError):
        stage.files.write(stage.found, "a", b"x")
    stage.files.remove(stage.found, "a/b/c")
    stage.files.write(stage.found, "a", b"new")
    assert stage.files.read(stage.found, "a") == b"new"


_PLANTED = [
    "link to a file",
    "link to a directory",
    "link up",
    "link to itself",
    "link to nothing",
    "pipe",
    "directory",
]


@pytest.mark.parametrize("what", _PLANTED)
def test_read_nothing_through_what_is_planted(stage: Stage, what: str) -> None:
    path = plant(stage, what)
    with pytest.raises(FileMissingError):
        stage.files.read(stage.found, path)
    assert not stage.files.exists(stage.found, path)
    assert stage.paths() == []


@pytest.mark.parametrize("what", _PLANTED)
def test_write_nothing_through_what_is_planted(stage: Stage, what: str) -> None:
    path = plant(stage, what)
    if path == "planted":
        stage.files.write(stage.found, path, b"new")  # takes the place of what was there
        assert stage.files.read(stage.found, path) == b"new"
    else:
        with pytest.raises(StagePathError):
            stage.files.write(stage.found, path, b"new")
    assert {file.name: file.read_text() for file in stage.secret.iterdir()} == {"key": "secret"}


@pytest.mark.parametrize("what", _PLANTED)
def test_remove_nothing_through_what_is_planted(stage: Stage, what: str) -> None:
    path = plant(stage, what)
    if path != "planted" or what == "directory":
        with pytest.raises(FileMissingError):
            stage.files.remove(stage.found, path)
    stage.files.discard(stage.found)
    assert (stage.secret / "key").read_text() == "secret"
    assert not stage.directory.exists()


def test_write_to_a_hard_link_leaves_the_other_name_alone(stage: Stage) -> None:
    os.link(stage.secret / "key", stage.directory / "planted")
    stage.files.write(stage.found, "planted", b"new")
    assert (stage.secret / "key").read_text() == "secret"


@pytest.mark.parametrize("name", [b"\xff\xfe.bin", b"\xed\xa0\x80"])
def test_list_leaves_out_names_that_are_no_text(stage: Stage, name: bytes) -> None:
    (Path(os.fsdecode(os.fsencode(stage.directory) + b"/" + name))).write_text("x")
    stage.files.write(stage.found, "a", b"x")
    assert stage.paths() == ["a"]


@pytest.mark.parametrize("name", ["a\nb", "a'b", 'a"b', ".x.part", "\x1b[31m", "ü", "-rf", "incoming"])
def test_list_and_read_odd_names(stage: Stage, name: str) -> None:
    stage.files.write(stage.found, f"{name}/{name}", b"x")
    assert stage.paths() == [f"{name}/{name}"]
    assert stage.files.read(stage.found, f"{name}/{name}") == b"x"


def test_discard_and_list_a_bottomless_tree(stage: Stage) -> None:
    stage.files.write(stage.found, "a", b"x")
    handle = os.open(stage.directory, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("d", dir_fd=handle)
        below = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = below
    os.close(handle)
    assert stage.paths() == ["a"]
    stage.files.discard(stage.found)
    assert not stage.directory.exists()


def test_list_leaves_out_what_vanishes_meanwhile(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        stage.files.write(stage.found, name, b"x")
    fstat = os.fstat

    def vanish(handle: int) -> os.stat_result:
        (stage.directory / "b").unlink(missing_ok=True)
        return fstat(handle)

    monkeypatch.setattr(os, "fstat", vanish)
    assert stage.paths() == ["a"]
    assert stage.files.md5(stage.found, "b") is None


def test_start_takes_away_what_a_kill_left_of_an_upload(stage: Stage) -> None:
    with stage.files.receive() as incoming:
        incoming.file.write(b"half")
        assert incoming.path.exists()
        stage.files.keep({stage.found.id}, stage.found.id)
        assert not incoming.path.exists()
    assert stage.directory.exists()


@pytest.mark.parametrize("path", ["planted", "planted/below"])
def test_mount_refuses_a_link_in_the_way(stage: Stage, path: str) -> None:
    (stage.directory / "planted").symlink_to(stage.secret)
    with pytest.raises(StagePathError):
        stage.files.ensure_directory(stage.found, path)
    assert [file.name for file in stage.secret.iterdir()] == ["key"]


@pytest.mark.parametrize("path", ["..", "a/../..", "a/..", ".", "\0"])
def test_mount_refuses_a_path_out_of_the_stage(stage: Stage, path: str) -> None:
    with pytest.raises(StagePathError):
        stage.files.ensure_directory(stage.found, path)


def test_remove_takes_directories_that_have_no_file_any_more(stage: Stage) -> None:
    for path in ("a/b/c/one", "a/two"):
        stage.files.write(stage.found, path, b"x")
    stage.files.remove(stage.found, "a/b/c/one")
    assert sorted(stage.directory.rglob("*")) == [stage.directory / "a", stage.directory / "a" / "two"]
    stage.files.remove(stage.found, "a/two")
    assert list(stage.directory.iterdir()) == []


@pytest.mark.parametrize("mounted", ["a", "a/b"])
def test_remove_leaves_a_directory_that_is_mounted(mounted: str, stage: Stage) -> None:
    stage.files.ensure_directory(stage.found, mounted)
    before = (stage.directory / mounted).stat().st_ino
    stage.files.write(stage.found, "a/b/one", b"x")
    stage.files.remove(stage.found, "a/b/one")
    assert (stage.directory / mounted).stat().st_ino == before


def test_write_beside_a_removal_finds_its_directory(stage: Stage) -> None:
    """Both a hundred times over: the directory is made and taken away under the other's hands."""

    def put_and_remove(name: str) -> None:
        for _ in range(100):
            stage.files.write(stage.found, f"a/b/{name}", b"x")
            stage.files.remove(stage.found, f"a/b/{name}")

    with ThreadPoolExecutor() as pool:
        list(pool.map(put_and_remove, ("one", "two")))
    assert list(stage.directory.iterdir()) == []
