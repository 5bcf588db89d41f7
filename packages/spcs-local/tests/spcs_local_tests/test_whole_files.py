"""Files that are replaced while others read them."""

from __future__ import annotations

import errno
import json
import os
import threading
from pathlib import Path

import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local.whole_files import BrokenFileError, read_whole, write_changed, write_whole


def test_file_is_its_owner_s_alone_unless_told_otherwise(tmp_path: Path) -> None:
    for mode in (0o600, 0o644):
        write_whole(tmp_path / "file.json", b"{}", mode)
        assert (tmp_path / "file.json").stat().st_mode & 0o777 == mode
    assert [path.name for path in tmp_path.iterdir()] == ["file.json"]


def test_reader_has_the_whole_of_one_or_the_other(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"one")
    with path.open("rb") as reading:
        write_whole(path, b"two")
        assert (reading.read(), path.read_bytes()) == (b"one", b"two")


def test_what_a_kill_left_is_neither_read_nor_in_the_way(tmp_path: Path) -> None:
    left = tmp_path / ".file.part"
    left.write_text("half")
    left.chmod(0o666)
    write_whole(tmp_path / "file", b"whole")
    assert (tmp_path / "file").read_bytes() == b"whole"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert not left.exists()


def test_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, bool]] = []
    path = tmp_path / "file"
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append((os.fstat(handle).st_size, path.exists())))
    write_whole(path, b"whole")
    assert seen == [(5, False)]


def test_two_who_write_a_file_at_once_write_it_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, begun, sync = tmp_path / "file", threading.Event(), os.fsync

    def slow(handle: int) -> None:
        if threading.current_thread() is not other:
            begun.set()
            other.join(0.2)  # it waits for this one
        sync(handle)

    def second() -> None:
        assert begun.wait(PATIENCE)
        write_whole(path, b"two")

    other = threading.Thread(target=second)
    other.start()
    monkeypatch.setattr(os, "fsync", slow)
    write_whole(path, b"one")
    monkeypatch.setattr(os, "fsync", sync)
    other.join()
    assert {it.name: it.read_bytes() for it in tmp_path.iterdir()} == {"file": b"two"}


def test_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_whole(tmp_path / "file", b"one")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "file", b"two")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"file": b"one"}


def test_file_that_holds_it_already_stays(tmp_path: Path) -> None:
    write_changed(tmp_path / "file", b"\xff")
    before = (tmp_path / "file").stat().st_ino
    write_changed(tmp_path / "file", b"\xff")
    assert (tmp_path / "file").stat().st_ino == before
    write_changed(tmp_path / "file", b"other")
    assert (tmp_path / "file").read_bytes() == b"other"


@pytest.mark.parametrize("content", [b"", b"\xff", b"{", b"[]", b"{}"])
def test_damaged_file_is_refused_by_name_and_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BrokenFileError) as refused:
        read_whole(tmp_path / "file", lambda read: json.loads(read)["user"], "remove it")
    assert str(refused.value) == (
        f"{tmp_path / 'file'}: does not hold what the local account wrote there. To do: remove it"
    )


def test_file_that_cannot_be_read_is_no_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match=r"cannot be read \(Is a directory\). To do: remove it"):
        read_whole(tmp_path, bytes, "remove it")
    with pytest.raises(FileNotFoundError):
        read_whole(tmp_path / "missing", bytes, "remove it")
