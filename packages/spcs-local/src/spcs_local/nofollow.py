"""Directories in directories that somebody else may change meanwhile: held open, and never through a symbolic link."""

from __future__ import annotations

import os
from contextlib import suppress

# containers of any user read and write here; that the parent is open to its owner alone keeps others out
OPEN_DIRECTORY = 0o777
# the same, and somebody mounts it: it stays when its last file goes
MOUNTED_DIRECTORY = 0o2777


def open_root(path: str | os.PathLike[str]) -> int:
    """The handle of a directory by its path, all of which is the account's own."""
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def enter(parent: int, name: str, *, create: bool = False) -> int:
    """The handle of a directory in a directory; one that is made is open to everybody. OSError if it is none."""
    made = create and _make(parent, name)
    handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    if made:
        with suppress(PermissionError):  # somebody has put another in its place
            os.fchmod(handle, OPEN_DIRECTORY)  # what was opened, whatever has the name by now
    return handle


def _make(parent: int, name: str) -> bool:
    try:
        os.mkdir(name, dir_fd=parent)
    except FileExistsError:
        return False
    return True
