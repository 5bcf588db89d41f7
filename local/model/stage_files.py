"""The files of stages: one directory a stage, which services mount.

Containers write into these directories, so nothing in them is trusted: no symbolic link is ever followed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from local.errors import SnowflakeError
from local.model.identifiers import Name, parse_name
from local.model.objects import StoredObject

_REFERENCE = re.compile(r'@((?:"(?:[^"]|"")+"|[^/"])+)(?:/(.*))?', re.DOTALL)

# containers of any user read and write here; that the parent is open to its owner alone keeps others out
_OPEN_DIRECTORY, _OPEN_FILE = 0o777, 0o666


class StagePathError(SnowflakeError):
    """A path that is none on a stage."""

    def __init__(self, path: str) -> None:
        super().__init__(2203, "02000", f"SQL compilation error:\nStage location '{path}' is not a valid path.")


class FileMissingError(SnowflakeError):
    """A file that is not on the stage."""

    def __init__(self, path: str) -> None:
        super().__init__(253006, "02000", f"File doesn't exist: {path}")


@dataclass(frozen=True)
class StagedFile:
    """One file: its path on the stage, size, MD5 and time of change."""

    path: str
    size: int
    md5: str
    modified: float


def split_reference(text: str) -> tuple[Name, str]:
    """`@db.schema.stage/path` as the stage's name and the path on it."""
    match = _REFERENCE.fullmatch(text.strip())
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


class StageFiles:
    """The directories of all stages."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def directory(self, stage: StoredObject) -> Path:
        """Where the stage's files lie on this machine."""
        path = self._root / str(stage.id)
        path.mkdir(exist_ok=True)
        path.chmod(_OPEN_DIRECTORY)
        return path

    def list(self, stage: StoredObject, prefix: str = "") -> list[StagedFile]:
        """Files whose path begins with the prefix, by path."""
        root = self.directory(stage)
        return [_describe(root, path) for path in sorted(_walk(root)) if path.startswith(prefix)]

    def read(self, stage: StoredObject, path: str) -> bytes:
        """A file's bytes."""
        with self._open(stage, path, os.O_RDONLY) as handle, os.fdopen(os.dup(handle), "rb") as file:
            return file.read()

    def size(self, stage: StoredObject, path: str) -> int:
        """A file's size."""
        with self._open(stage, path, os.O_RDONLY) as handle:
            return os.fstat(handle).st_size

    def exists(self, stage: StoredObject, path: str) -> bool:
        """Whether there is such a file."""
        try:
            self.size(stage, path)
        except FileMissingError:
            return False
        return True

    def write(self, stage: StoredObject, path: str, content: bytes) -> None:
        """Put a file there, whole or not at all."""
        parts = parts_of(path)
        if not parts:
            raise StagePathError(path)
        with self._parent(stage, path, parts, create=True) as parent:
            temporary = f".{os.getpid()}-{os.urandom(6).hex()}.part"
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644, dir_fd=parent)
            with os.fdopen(handle, "wb") as file:
                os.fchmod(handle, _OPEN_FILE)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.rename(temporary, parts[-1], src_dir_fd=parent, dst_dir_fd=parent)
            except OSError:
                os.unlink(temporary, dir_fd=parent)
                raise StagePathError(path) from None

    def remove(self, stage: StoredObject, path: str) -> None:
        """Take a file away."""
        parts = parts_of(path)
        with self._parent(stage, path, parts, create=False) as parent:
            try:
                os.unlink(parts[-1], dir_fd=parent)
            except OSError:
                raise FileMissingError(path) from None

    def discard(self, stage: StoredObject) -> None:
        """Take the stage's directory away."""
        shutil.rmtree(self._root / str(stage.id), ignore_errors=True)

    def keep(self, stage_ids: set[int]) -> None:
        """Take away directories that belong to no stage (an account killed within DROP)."""
        for path in self._root.iterdir():
            if not path.name.isdigit() or int(path.name) not in stage_ids:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _open(self, stage: StoredObject, path: str, flags: int) -> Iterator[int]:
        parts = parts_of(path)
        if not parts:
            raise FileMissingError(path)
        with self._parent(stage, path, parts, create=False) as parent:
            try:
                handle = os.open(parts[-1], flags | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=parent)
            except OSError:
                raise FileMissingError(path) from None
            try:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise FileMissingError(path)
                yield handle
            finally:
                os.close(handle)

    @contextmanager
    def _parent(self, stage: StoredObject, path: str, parts: tuple[str, ...], *, create: bool) -> Iterator[int]:
        handle = os.open(self.directory(stage), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            for part in parts[:-1]:
                handle = _descend(handle, part, path, create=create)
            yield handle
        finally:
            os.close(handle)


def _descend(parent: int, part: str, path: str, *, create: bool) -> int:
    """The handle of a directory in a directory; the parent's is closed only if this works."""
    if create:
        with suppress(FileExistsError):
            os.mkdir(part, dir_fd=parent)
            os.chmod(part, _OPEN_DIRECTORY, dir_fd=parent)
    try:
        handle = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    except OSError:
        raise (StagePathError(path) if create else FileMissingError(path)) from None
    os.close(parent)
    return handle


def _walk(root: Path) -> Iterator[str]:
    for folder, _, names in os.walk(root, followlinks=False):
        for name in names:
            full = Path(folder) / name
            if stat.S_ISREG(full.lstat().st_mode) and not (name.startswith(".") and name.endswith(".part")):
                yield str(full.relative_to(root))


def _describe(root: Path, path: str) -> StagedFile:
    full = root / path
    handle = os.open(full, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file:
        md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
        found = os.fstat(file.fileno())
    return StagedFile(path, found.st_size, md5, found.st_mtime)
