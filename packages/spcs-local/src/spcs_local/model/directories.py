"""Directories that containers write into: walked and emptied without ever leaving them."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from spcs_local.catalog import is_full
from spcs_local.errors import SnowflakeError
from spcs_local.nofollow import enter

# directories below one another that LIST looks into: a container may have made any number
_DEEPEST = 64


class StagePathError(SnowflakeError):
    """A path that is none on a stage."""

    def __init__(self, path: str) -> None:
        super().__init__(2203, "02000", f"SQL compilation error:\nStage location '{path}' is not a valid path.")


class FileMissingError(SnowflakeError):
    """A file that is not on the stage."""

    def __init__(self, path: str) -> None:
        super().__init__(253006, "02000", f"File doesn't exist: {path}")


def refused(error: OSError, refusal: SnowflakeError) -> Exception:
    """What to raise for what the system refused: a full disk, or another user's file, says nothing of a path."""
    return error if is_full(error) or isinstance(error, PermissionError) else refusal


def descend(parent: int, part: str, path: str, *, create: bool) -> int:
    """The handle of a directory in a directory; the parent's is closed only if this works."""
    try:
        handle = enter(parent, part, create=create)
    except OSError as error:
        raise refused(error, StagePathError(path) if create else FileMissingError(path)) from None
    os.close(parent)
    return handle


def walk(root: int) -> Iterator[str]:
    """Paths of the regular files below a directory, which is held open: no name leads out of it meanwhile."""
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        parts = waiting.pop()
        handle = _reached(root, parts)
        if handle is None:
            continue
        try:
            for name in filter(_is_text, os.listdir(handle)):
                mode = _mode(handle, name)
                if stat.S_ISREG(mode):
                    yield "/".join((*parts, name))
                elif stat.S_ISDIR(mode) and len(parts) < _DEEPEST:
                    waiting.append((*parts, name))
        finally:
            os.close(handle)


def _reached(root: int, parts: tuple[str, ...]) -> int | None:
    """The handle of a directory below another; None if it is none any more."""
    handle = os.dup(root)
    try:
        for part in parts:
            handle = descend(handle, part, part, create=False)
    except FileMissingError:
        os.close(handle)
        return None
    except OSError:
        os.close(handle)
        raise
    return handle


def _mode(folder: int, name: str) -> int:
    try:
        return os.lstat(name, dir_fd=folder).st_mode
    except OSError:
        return 0


def _is_text(name: str) -> bool:
    """Whether a name that a container chose is UTF-8: no statement can name another."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def remove_if_empty(parent: int, name: str) -> None:
    """Take away a directory without files, which REMOVE left: on a stage there are files alone."""
    if not stat.S_ISDIR(_mode(parent, name)):
        return
    handle = enter(parent, name)
    try:
        for below in os.listdir(handle):
            remove_if_empty(handle, below)
    except RecursionError:
        raise StagePathError(name) from None
    finally:
        os.close(handle)
    os.rmdir(name, dir_fd=parent)


def remove_unless_mounted(parent: int, name: str) -> None:
    """Take away an empty directory; OSError if it is none, or a container may be looking into it."""
    if _mode(parent, name) & stat.S_ISGID:
        raise OSError(errno.EBUSY, "Mounted", name)
    os.rmdir(name, dir_fd=parent)


def remove_tree(path: Path) -> None:
    """A directory with all that containers put into it."""
    with suppress(RecursionError):
        shutil.rmtree(path, ignore_errors=True)
    if path.exists():  # nested deeper than Python goes
        subprocess.run(["rm", "-rf", "--", str(path)], check=False)
