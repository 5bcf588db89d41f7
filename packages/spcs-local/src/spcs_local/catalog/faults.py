"""What is wrong with a catalog's file, in words for who has to mend it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Collection
from pathlib import Path

from spcs_local.settings import SettingsError

# what a change fails with where the disk takes nothing more; SQLite has undone it
ChangeFailedError = sqlite3.OperationalError

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FULL = (errno.ENOSPC, errno.EDQUOT)


class UnusableCatalogError(SettingsError):
    """A catalog that the account cannot go on with; nothing of it, and no file of a stage, was changed."""

    def __init__(self, path: Path | str, why: str, remedy: str = "") -> None:
        home = Path(path).parent
        otherwise = f"put a copy of it back, or name another --home; the files of stages are in {home / 'stages'}"
        super().__init__(f"{path}: {why}. To do: {remedy or otherwise}")


def damaged(path: Path | str) -> UnusableCatalogError:
    """It is no catalog any more."""
    return UnusableCatalogError(path, "is damaged")


def emptied(path: Path | str) -> UnusableCatalogError:
    """An account was here, and its catalog is a new one."""
    return UnusableCatalogError(path, "is missing or empty, and other files of an account are beside it")


def too_new(path: Path | str, unknown: Collection[str]) -> UnusableCatalogError:
    """It has been migrated by what knows more."""
    why = f"was written by a newer spcs-local, with {', '.join(sorted(unknown))}"
    return UnusableCatalogError(path, why, "use that version, or name another --home")


def unusable(path: Path | str, error: sqlite3.DatabaseError) -> Exception:
    """What opening it failed with."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _DAMAGED:
        return damaged(path)
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return UnusableCatalogError(path, f"cannot be used ({error})", "make room, or have it readable and writable")
    return error


def is_full(error: BaseException) -> bool:
    """Whether a disk that takes nothing more is the reason."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return isinstance(error, OSError) and error.errno in _FULL
