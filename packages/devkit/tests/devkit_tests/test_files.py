"""Files that are whole or not there."""

import multiprocessing
import os
import threading
from pathlib import Path

import pytest

from devkit import files
from devkit.errors import ToolchainError
from devkit.testing.waiting import PATIENCE


def test_write_replaces_text_and_mode_once(tmp_path: Path) -> None:
    target = tmp_path / "below" / "secret"

    assert files.write(target, "one", 0o600)
    assert not files.write(target, "one", 0o600)
    assert files.write(target, "one", 0o640)
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("one", 0o640)
    assert [it.name for it in target.parent.iterdir()] == ["secret"]


def test_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, seen = tmp_path / "file", list[tuple[int, bool]]()
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append((os.fstat(handle).st_size, target.exists())))
    files.write(target, "whole")
    assert seen == [(5, False)]


def test_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    target = tmp_path / "secrets.json"
    target.write_text('{"passphrase": ')
    with pytest.raises(ToolchainError, match=r"secrets.json cannot be read \(.*\). Put a copy back$"):
        files.read_json(target, "Put a copy back")
    with pytest.raises(FileNotFoundError):
        files.read_json(tmp_path / "none", "Put a copy back")


def _hold(path: Path, held: "multiprocessing.synchronize.Event", release: "multiprocessing.synchronize.Event") -> None:
    with files.locked(path, lambda: None):
        held.set()
        release.wait(PATIENCE)


def test_locked_waits_for_another_process(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    held, release, waiting, entered = spawn.Event(), spawn.Event(), threading.Event(), threading.Event()
    other = spawn.Process(target=_hold, args=(tmp_path / "lock", held, release))
    other.start()
    assert held.wait(PATIENCE)

    def enter() -> None:
        with files.locked(tmp_path / "lock", waiting.set):
            entered.set()

    thread = threading.Thread(target=enter)
    thread.start()
    assert waiting.wait(PATIENCE)
    assert not entered.is_set()
    release.set()
    thread.join(PATIENCE)
    other.join(PATIENCE)
    assert entered.is_set()
