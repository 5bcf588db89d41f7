"""The files of an export: what collections hold, with a hash of each file, and a manifest that is written last.

docs/backup.md has the format. Nothing is appended to, overwritten or renamed, which no stage volume can do.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

FORMAT, VERSION = "milvus-spcs-export", 1
MANIFEST = "manifest.json"
HEAD = b"MSPCSX1\n"
_BATCH, _COLUMN = struct.Struct(">II"), struct.Struct(">I")
_CHUNK = 1 << 20
FILE_BYTES = 64 << 20  # after which another file begins


class ArchiveError(Exception):
    """An export that cannot be used, or a place where none can be written; nothing was changed."""


@dataclass(frozen=True)
class Batch:
    """Rows by columns, each a message FieldData of Milvus' own protocol."""

    rows: int
    columns: tuple[bytes, ...]

    @property
    def size(self) -> int:
        return sum(map(len, self.columns))


@dataclass(frozen=True)
class DataFile:
    """A file as the manifest has it."""

    path: str
    rows: int
    bytes: int
    sha256: str


class Writer:
    """An export in a directory of its own."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        if directory.exists() and any(directory.iterdir()):
            raise ArchiveError(f"{directory} is not empty. To do: export into a directory of another name")
        directory.mkdir(parents=True, exist_ok=True)

    def write(self, prefix: str, batches: Iterator[Batch]) -> list[DataFile]:
        """As many files as it takes, called `<prefix>-<number>.rows`."""
        written: list[DataFile] = []
        batch = next(batches, None)
        while batch is not None:
            path = f"{prefix}-{len(written):05}.rows"
            with (self._directory / path).open("xb") as file:
                begun = _Begun(file)
                while batch is not None and begun.bytes < FILE_BYTES:
                    begun.add(batch)
                    batch = next(batches, None)
            written.append(DataFile(path, begun.rows, begun.bytes, begun.hash.hexdigest()))
        return written

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """The export is whole from now on."""
        text = json.dumps({"format": FORMAT, "version": VERSION, **manifest}, indent=1, ensure_ascii=False)
        (self._directory / MANIFEST).write_text(text + "\n", encoding="utf-8")


class _Begun:
    def __init__(self, file: BinaryIO) -> None:
        self._file, self.hash = file, hashlib.sha256()
        self.rows = self.bytes = 0
        self._write(HEAD)

    def add(self, batch: Batch) -> None:
        self._write(_BATCH.pack(batch.rows, len(batch.columns)))
        for column in batch.columns:
            self._write(_COLUMN.pack(len(column)))
            self._write(column)
        self.rows += batch.rows

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self.hash.update(data)
        self.bytes += len(data)


def read_manifest(directory: Path) -> dict[str, Any]:
    """Raises ArchiveError for an export that was killed, and for what is none."""
    try:
        found = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArchiveError(
            f"{directory} has no {MANIFEST}, which is written last: there is no export, or one that did not end. "
            "To do: take another one"
        ) from None
    except ValueError:
        raise ArchiveError(f"{directory / MANIFEST} ends in its middle. To do: take another export") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ArchiveError(f"{directory / MANIFEST} is not of an export. To do: name the directory of one")
    if found.get("version") != VERSION:
        raise ArchiveError(
            f"{directory} is of version {found.get('version')} of the format; allowed: {VERSION}. To do: import it "
            "with the keeper that has written it"
        )
    return found


def check(directory: Path, files: Sequence[DataFile]) -> None:
    """That each file is there as it was written. Raises ArchiveError."""
    for it in files:
        try:
            with (directory / it.path).open("rb") as file:
                found = _hash(file)
        except OSError as error:
            raise ArchiveError(f"{directory / it.path}: {error.strerror}. To do: take another export") from None
        if found != it.sha256:
            raise ArchiveError(f"{directory / it.path} is not as it was written. To do: take another export")


def batches(directory: Path, entry: DataFile) -> Iterator[Batch]:
    """Of a file that was checked."""
    with (directory / entry.path).open("rb") as file:
        file.read(len(HEAD))
        while head := file.read(_BATCH.size):
            rows, columns = _BATCH.unpack(head)
            yield Batch(rows, tuple(file.read(*_COLUMN.unpack(file.read(_COLUMN.size))) for _ in range(columns)))


def _hash(file: BinaryIO) -> str:
    found = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()
