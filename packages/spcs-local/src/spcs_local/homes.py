"""The directory that an account's files are in: whether it can be one, and its making."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from spcs_local.settings import SettingsError

# an account that ended early has left some of these, one that was made in a test has no lock
_FILES = {"account.json", "account.lock", "account.log", "account.sqlite", "administrator.json"}
_MODE = 0o700


def home_of(text: str) -> Path:
    """The home of this name, whether it is there or not; an empty name would mean the working directory."""
    if not text:
        raise _refused('""', "an empty name")
    path = Path(text)
    with suppress(FileNotFoundError):
        try:
            found = path.stat()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _refused(path, error.strerror or str(error)) from None
        if not stat.S_ISDIR(found.st_mode):
            raise _refused(path, "it is no directory")
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise _refused(path, "it cannot be read and written")
    return path


def make_home(home: Path) -> None:
    """Make it, or take the one that is there, for this user alone; where that fails, leave nothing."""
    path = home.resolve()
    made: list[Path] = []
    try:
        _make(path, made)
        if why := _unfit(path):
            raise _refused(home, why)
        path.chmod(_MODE)
    except OSError as error:
        for directory in reversed(made):
            with suppress(OSError):
                directory.rmdir()
        raise _refused(home, error.strerror or str(error)) from None


def _make(path: Path, made: list[Path]) -> None:
    """Make it and what it lies in, and note in `made` what was not there before."""
    try:
        path.mkdir(mode=_MODE)
    except FileExistsError:
        if not path.is_dir():
            raise
        return
    except FileNotFoundError:
        if path.parent.exists():
            raise
        _make(path.parent, made)
        path.mkdir(mode=_MODE)
    made.append(path)


def _unfit(path: Path) -> str:
    names = {entry.name for entry in path.iterdir()}
    # the mode of somebody else's directory stays; one that is private already may hold what its owner put beside
    if names and not names & _FILES and path.stat().st_mode & 0o777 != _MODE:
        return "it holds files, and none of an account"
    return ""


def _refused(home: Path | str, why: str) -> SettingsError:
    return SettingsError(
        f"--home {home}: {why}; allowed: a directory that can be written."
        " To do: name one that is new, empty, or an account's home"
    )
