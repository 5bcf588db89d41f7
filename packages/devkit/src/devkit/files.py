"""Files that are whole or not there, whoever is interrupted."""

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from devkit.errors import ToolchainError


def write(path: Path, text: str, mode: int = 0o644) -> bool:
    """Replace the file where text or mode differ, and say whether they did."""
    if path.is_file() and path.stat().st_mode & 0o777 == mode and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, mode)
        file.write(text)
        file.flush()
        os.fsync(descriptor)  # a machine that crashes may else keep the new name of an empty file
    os.replace(name, path)
    return True


def read_json(path: Path, remedy: str) -> Any:
    """What a file says; the `remedy` is for who finds it damaged. FileNotFoundError if it is not there."""
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise ToolchainError(f"{path} cannot be read ({error}). {remedy}") from None


@contextlib.contextmanager
def locked(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file; calls `waiting` once where another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def work_directory(parent: Path, name: str) -> Iterator[Path]:
    """A directory beside the final place, to build in and rename from; to be used under the lock of what is built.

    Those that a killed run left behind go first.
    """
    parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{name}-"
    for left in parent.glob(f"{prefix}*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as made:
        yield Path(made)


def remove(path: Path) -> None:
    """Remove a file, a link or a directory, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def replace_directory(source: Path, target: Path) -> None:
    """Put the directory where it belongs, in place of what is there."""
    if target.exists():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
