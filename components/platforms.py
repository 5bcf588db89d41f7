"""What operating systems do not have in common. All else of the program is the same on Linux, macOS and Windows."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# where the plugin, as every program in Go, looks for a person's files
HOME = "USERPROFILE" if sys.platform == "win32" else "HOME"


@contextmanager
def locked(file: TextIO) -> Iterator[None]:
    """The file is this process's alone, until it is closed at the latest; waits for others."""
    if sys.platform == "win32":
        while True:
            with suppress(OSError):  # after ten tries, one a second
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                break
        try:
            yield
        finally:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def like(target: Path, descriptor: int, mode: int) -> None:
    """Give an open file permissions, and the owner that the target has. Windows has neither."""
    if sys.platform != "win32":
        os.fchmod(descriptor, mode)
        if target.exists():
            with suppress(PermissionError):  # only root may give a file away
                os.fchown(descriptor, target.stat().st_uid, target.stat().st_gid)


def open_to_others(path: Path) -> bool:
    """Whether others than its owner may read it. On Windows permissions do not say so, and the plugin looks at none."""
    return sys.platform != "win32" and bool(path.stat().st_mode & 0o077)


def connected(path: str, seconds: float) -> socket.socket:
    """To a socket that is a file. Python has none on Windows, where Docker listens at a pipe."""
    if sys.platform == "win32":
        raise OSError(f"{path} is a socket of Unix")
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        found.settimeout(seconds)
        found.connect(path)
    except OSError:
        found.close()
        raise
    return found


def may_run(pid: int) -> bool:
    """Whether a process of this id may run; on Windows, where a question would be a signal, it may."""
    if sys.platform != "win32":
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:  # somebody else's
            return True
    return True
