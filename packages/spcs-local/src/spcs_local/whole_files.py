"""The account's own files: written whole or not at all, on the disk before they are seen, and read by one reader."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from spcs_local.settings import SettingsError

Content = TypeVar("Content")
# of threads that write one file each has its turn: what is half written has one name, so that kills leave no more
_TURNS = tuple(threading.Lock() for _ in range(64))


class BrokenFileError(SettingsError):
    """A file of the account's that does not hold what it wrote there."""

    def __init__(self, path: Path, why: str, remedy: str) -> None:
        super().__init__(f"{path}: {why}. To do: {remedy}")


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Replace a file. Nobody else ever reads it, unless `mode` says so."""
    with _TURNS[hash(path) % len(_TURNS)]:
        _replace(path, content, mode)


def _replace(path: Path, content: bytes, mode: int) -> None:
    temporary = path.with_name(f".{path.name}.part")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(handle, mode)
            file.flush()
            # a machine that crashes may else keep the new name of a file that has nothing in it
            os.fsync(handle)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def write_changed(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Replace a file if it holds anything else."""
    with suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return
    write_whole(path, content, mode)


def read_whole(path: Path, parse: Callable[[bytes], Content], remedy: str) -> Content:
    """What a file says; the `remedy` is for who finds it damaged. FileNotFoundError if it is not there."""
    try:
        return parse(path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BrokenFileError(path, f"cannot be read ({error.strerror})", remedy) from None
    except (ValueError, KeyError, TypeError):
        raise BrokenFileError(path, "does not hold what the local account wrote there", remedy) from None
