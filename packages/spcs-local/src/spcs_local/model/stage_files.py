"""The files of stages: one directory a stage, which services mount.

Containers write into these directories, so nothing in them is trusted: no symbolic link is ever followed.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from spcs_local.errors import NotSupportedError
from spcs_local.model.directories import (
    FileMissingError,
    StagePathError,
    descend,
    refused,
    remove_if_empty,
    remove_unless_mounted,
    walk,
)
from spcs_local.model.foreign_files import ForeignFiles
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.objects import StoredObject
from spcs_local.nofollow import MOUNTED_DIRECTORY, OPEN_DIRECTORY, open_root

_log = logging.getLogger(__name__)
_REFERENCE = re.compile(r'@((?:"(?:[^"]++|"")++"|[^/"]++)++)(?:/(.*))?', re.DOTALL)

MOST_BYTES = 512 * 1024**2  # of a file that comes or is copied; containers may write, or pretend to, any number
PIECE = 1024**2
_MOST_TEXT = 1024**2
# as for directories
_OPEN_FILE = 0o666
_INCOMING = "incoming"
_LOST = "lost"


@dataclass(frozen=True)
class Incoming:
    """A file on its way to a stage."""

    path: Path
    file: BinaryIO


@dataclass(frozen=True)
class StagedFile:
    """One file: its path on the stage, size and time of change."""

    path: str
    size: int
    modified: float


def split_reference(text: str) -> tuple[Name, str]:
    """`@db.schema.stage/path` as the stage's name and the path on it."""
    match = _REFERENCE.fullmatch(text.lstrip())
    name = parse_name(match.group(1)) if match else None
    if match is None or name is None:
        raise StagePathError(text)
    return name, match.group(2) or ""


def parts_of(path: str) -> tuple[str, ...]:
    """A path's components, none of which may lead elsewhere."""
    parts = tuple(part for part in path.split("/") if part)
    if any(part in (".", "..") or "\0" in part or len(part.encode()) > 255 for part in parts):
        raise StagePathError(path)
    return parts


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file's bytes, never many at a time; a container may go on writing meanwhile."""
    left = MOST_BYTES
    if os.fstat(file.fileno()).st_size > left:
        raise NotSupportedError("A file of more than 512 MB")
    while piece := file.read(PIECE):
        left -= len(piece)
        if left < 0:
            raise NotSupportedError("A file of more than 512 MB")
        yield piece


class StageFiles:
    """The directories of all stages."""

    def __init__(self, root: Path, open_up: Callable[[Path], None] = lambda _directory: None) -> None:
        self._root = root
        self._foreign = ForeignFiles(open_up)
        self._changing = threading.Lock()  # between a directory's making and the first file in it
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def directory(self, stage: StoredObject) -> Path:
        """Where the stage's files lie on this machine."""
        path = self._root / str(stage.id)
        path.mkdir(exist_ok=True)
        path.chmod(OPEN_DIRECTORY)
        return path

    def ensure_directory(self, stage: StoredObject, path: str) -> str:
        """Have a directory on the stage that containers of any user may write to; its path, as a mount names it."""
        parts = parts_of(path)
        self._foreign.reach(self.directory(stage), StagePathError(path), lambda: self._make_mounted(stage, path, parts))
        return "/".join(parts)

    def _make_mounted(self, stage: StoredObject, path: str, parts: tuple[str, ...]) -> None:
        with self._changing, self._parent(stage, path, (*parts, ""), create=True) as handle, suppress(PermissionError):
            os.fchmod(handle, MOUNTED_DIRECTORY)

    def list(self, stage: StoredObject, prefix: str = "") -> list[StagedFile]:
        """Files whose path begins with the prefix, by path."""
        paths = self._foreign.reach(self.directory(stage), FileMissingError(prefix), lambda: self._paths(stage))
        return [found for path in paths if path.startswith(prefix) and (found := self._described(stage, path))]

    def _paths(self, stage: StoredObject) -> tuple[str, ...]:
        with self._parent(stage, "", (), create=False) as root:
            return tuple(sorted(walk(root)))

    def _described(self, stage: StoredObject, path: str) -> StagedFile | None:
        """None if a container has taken it away, or put something else there."""
        try:
            with self.open(stage, path) as file:
                found = os.fstat(file.fileno())
        except FileMissingError:
            return None
        return StagedFile(path, found.st_size, found.st_mtime)

    def md5(self, stage: StoredObject, path: str) -> str | None:
        """Of a file's bytes; None if it is gone, or larger than what a client could have put there."""
        digest = hashlib.md5(usedforsecurity=False)
        try:
            with self.open(stage, path) as file:
                for piece in pieces(file):
                    digest.update(piece)
        except (FileMissingError, NotSupportedError):
            return None
        return digest.hexdigest()

    def open(self, stage: StoredObject, path: str) -> BinaryIO:
        """A file, for who reads it piece by piece and closes it."""
        return self._foreign.reach(self.directory(stage), FileMissingError(path), lambda: self._opened(stage, path))

    def _opened(self, stage: StoredObject, path: str) -> BinaryIO:
        with self._open(stage, path, os.O_RDONLY) as handle:
            return os.fdopen(os.dup(handle), "rb")

    def read(self, stage: StoredObject, path: str) -> bytes:
        """All bytes of a file that says what a statement could have said."""
        with self.open(stage, path) as file:
            content = file.read(_MOST_TEXT + 1)
        if len(content) > _MOST_TEXT:
            raise NotSupportedError("Reading a file of more than 1 MB")
        return content

    def size(self, stage: StoredObject, path: str) -> int:
        """A file's size."""
        with self.open(stage, path) as file:
            return os.fstat(file.fileno()).st_size

    def exists(self, stage: StoredObject, path: str) -> bool:
        """Whether there is such a file."""
        try:
            self.size(stage, path)
        except FileMissingError:
            return False
        return True

    def write(self, stage: StoredObject, path: str, content: bytes) -> None:
        """Put a file there, whole or not at all."""
        with self.receive() as incoming:
            incoming.file.write(content)
            self.keep_received(incoming, stage, path)

    def copy(self, stage: StoredObject, path: str, target: StoredObject, target_path: str) -> None:
        """Put a file of one stage onto another, or elsewhere on the same."""
        with self.open(stage, path) as file, self.receive() as incoming:
            for piece in pieces(file):
                incoming.file.write(piece)
            self.keep_received(incoming, target, target_path)

    @contextmanager
    def receive(self) -> Iterator[Incoming]:
        """A file for what is on its way to a stage; it is gone in the end unless it was kept."""
        folder = self._root / _INCOMING
        folder.mkdir(exist_ok=True, mode=0o700)
        path = folder / os.urandom(12).hex()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                yield Incoming(path, file)
        finally:
            path.unlink(missing_ok=True)

    def keep_received(self, incoming: Incoming, stage: StoredObject, path: str) -> None:
        """Move it to its place, on the disk before anybody sees it."""
        parts = parts_of(path)
        if not parts:
            raise StagePathError(path)
        incoming.file.flush()
        os.fchmod(incoming.file.fileno(), _OPEN_FILE)
        os.fsync(incoming.file.fileno())
        self._foreign.reach(
            self.directory(stage), StagePathError(path), lambda: self._put(incoming, stage, path, parts)
        )

    def _put(self, incoming: Incoming, stage: StoredObject, path: str, parts: tuple[str, ...]) -> None:
        with self._changing, self._parent(stage, path, parts, create=True) as parent:
            try:
                remove_if_empty(parent, parts[-1])
                os.rename(incoming.path, parts[-1], dst_dir_fd=parent)
            except OSError as error:
                raise refused(error, StagePathError(path)) from None
            os.fsync(parent)

    def remove(self, stage: StoredObject, path: str) -> None:
        """Take a file away."""
        parts = parts_of(path)
        self._foreign.reach(self.directory(stage), FileMissingError(path), lambda: self._unlink(stage, path, parts))
        with self._changing, suppress(FileMissingError, OSError):
            self._prune(stage, path, parts[:-1])

    def _unlink(self, stage: StoredObject, path: str, parts: tuple[str, ...]) -> None:
        with self._parent(stage, path, parts, create=False) as parent:
            try:
                os.unlink(parts[-1], dir_fd=parent)
            except OSError as error:
                raise refused(error, FileMissingError(path)) from None

    def _prune(self, stage: StoredObject, path: str, parts: tuple[str, ...]) -> None:
        """Take away the directories that have nothing in them any more: on a stage there are files alone."""
        while parts:
            with self._parent(stage, path, parts, create=False) as parent:
                remove_unless_mounted(parent, parts[-1])
            parts = parts[:-1]

    def discard(self, stage: StoredObject) -> None:
        """Take the stage's directory away."""
        self._foreign.remove(self._root / str(stage.id))

    def keep(self, stage_ids: set[int], newest: int) -> None:
        """Take away what belongs to no stage: an account was killed within DROP, or within an upload.

        A number above the `newest` that the catalog has given is of a stage that the catalog has lost: an older copy of
        it was put back, or the machine crashed. Its files are set aside.
        """
        for path in self._root.iterdir():
            if path.name.isdigit() and int(path.name) > newest:
                self._set_aside(path)
            elif path.name != _LOST and not (path.name.isdigit() and int(path.name) in stage_ids):
                self._foreign.remove(path)

    def _set_aside(self, path: Path) -> None:
        folder = self._root / _LOST
        folder.mkdir(exist_ok=True, mode=0o700)
        kept = folder / f"{path.name}-{os.urandom(4).hex()}"
        path.rename(kept)
        _log.warning("the catalog knows no stage %s; its files are in %s", path.name, kept)

    @contextmanager
    def _open(self, stage: StoredObject, path: str, flags: int) -> Iterator[int]:
        parts = parts_of(path)
        if not parts:
            raise FileMissingError(path)
        with self._parent(stage, path, parts, create=False) as parent:
            try:
                handle = os.open(parts[-1], flags | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=parent)
            except OSError as error:
                raise refused(error, FileMissingError(path)) from None
            try:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise FileMissingError(path)
                yield handle
            finally:
                os.close(handle)

    @contextmanager
    def _parent(self, stage: StoredObject, path: str, parts: tuple[str, ...], *, create: bool) -> Iterator[int]:
        handle = open_root(self.directory(stage))
        try:
            for part in parts[:-1]:
                handle = descend(handle, part, path, create=create)
            yield handle
        finally:
            os.close(handle)
