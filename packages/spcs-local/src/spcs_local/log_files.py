"""Logs that go on for ever in bounded room: one file that is written, and the one before it, as `<name>.1`."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 16 * 1024**2  # of each of the two
_STANDARD = (1, 2)  # output and error


def previous(path: Path) -> Path:
    """The file before this one."""
    return path.with_name(f"{path.name}.1")


def turn_over(path: Path, most: int = MOST_BYTES) -> None:
    """Have a log that nobody writes begin anew, if it is full."""
    with suppress(FileNotFoundError):
        if path.stat().st_size >= most:
            path.replace(previous(path))


def empty(path: Path, most: int = MOST_BYTES) -> None:
    """Have a log that another process appends to begin anew, if it is full; lines of that moment may be lost."""
    with suppress(FileNotFoundError):
        if path.stat().st_size >= most:
            shutil.copyfile(path, previous(path))
            os.truncate(path, 0)


class LogHandler(logging.StreamHandler):  # type: ignore[type-arg]  # generic for mypy, not for Python
    """Writes to standard error; where that is the log's file, standard output and error go on in a new one in time."""

    def __init__(self, path: Path, most: int = MOST_BYTES) -> None:
        super().__init__(sys.stderr)
        self._path = path
        self._most = most

    def emit(self, record: logging.LogRecord) -> None:
        """Write one; callers hold the handler's lock."""
        super().emit(record)
        with suppress(OSError):  # a log that cannot be turned over goes on
            self._turn_over()

    def _turn_over(self) -> None:
        written = os.fstat(_STANDARD[1])
        if written.st_size < self._most or not os.path.samestat(written, self._path.stat()):
            return
        ours = [number for number in _STANDARD if os.path.samestat(os.fstat(number), written)]
        self._path.replace(previous(self._path))
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for number in ours:
            os.dup2(handle, number)
        os.close(handle)
