"""Exports of all that a Milvus holds, in directories of a stage: written and read by jobs (docs/backup.md)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from components.backup.jobs import MOUNT, Jobs
from components.backup.services import BackupError
from components.session import Row, Session
from components.snapshots import STAMP
from components.sql import SchemaObject

MANIFEST = "manifest.json"
DIRECTORY = "backup"
_PATH = re.compile(r"@([A-Z_][A-Z0-9_$]*)\.([A-Z_][A-Z0-9_$]*)\.([A-Z_][A-Z0-9_$]*)((?:/[A-Za-z0-9._-]+)*)/?")


@dataclass(frozen=True)
class Export:
    """As the stage shows it."""

    id: str
    bytes: int
    whole: bool

    @property
    def taken(self) -> datetime:
        return datetime.strptime(self.id, STAMP).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A directory of a stage, for exports of one stack."""

    stage: SchemaObject
    path: str

    @classmethod
    def parse(cls, text: str) -> Place:
        """`@DATABASE.SCHEMA.STAGE/path`. Raises BackupError."""
        found = _PATH.fullmatch(text)
        if not found or "/../" in f"{found[4]}/":
            raise BackupError(
                f"{text} is no place of exports; allowed: @DATABASE.SCHEMA.STAGE/directory, of letters, digits, "
                "., _ and -. To do: write it so"
            )
        return cls(SchemaObject.of(found[1], found[2], found[3]), found[4].strip("/"))

    def within(self, name: str) -> Place:
        return Place(self.stage, str(PurePosixPath(self.path, name)))

    def __str__(self) -> str:
        return f"@{self.stage}/{self.path}"


def own_place(stage: SchemaObject, stack: str) -> Place:
    """Of a stack, by its full name."""
    return Place(stage, f"{DIRECTORY}/{re.sub('[^A-Za-z0-9._-]', '_', stack)}")


@dataclass(frozen=True)
class Exports:
    """Those in one place. The session lists and removes; the job's owner reads and writes."""

    session: Session
    place: Place

    def all(self) -> list[Export]:
        """The oldest first. Raises StatementError."""
        found: dict[str, dict[str, int]] = {}
        for row in self.session.rows(f"LIST {_reference(self.place)}"):
            name, file = self._parts(row)
            if _is_stamp(name):
                found.setdefault(name, {})[file] = int(row["size"])
        return [Export(name, sum(files.values()), MANIFEST in files) for name, files in sorted(found.items())]

    def take(self, jobs: Jobs, name: str) -> Export:
        """Raises BackupError and StatementError; what is written by then is listed as not whole."""
        place = self.place.within(name)
        jobs.run(f"MILVUS_EXPORT_{name}", ["export", str(PurePosixPath(MOUNT, place.path))], place.stage)
        found = next((it for it in self.all() if it.id == name), None)
        if found is None or not found.whole:
            raise BackupError(f"{place} has no {MANIFEST}, though its job has ended well. To do: export once more")
        return found

    def restore(self, jobs: Jobs, name: str, job: str, *, replace: bool) -> list[str]:
        """What the job said. Raises BackupError, and StatementError."""
        place = self.place.within(name) if name else self.place
        arguments = ["import", str(PurePosixPath(MOUNT, place.path)), *(["--replace"] if replace else [])]
        return jobs.run(f"MILVUS_IMPORT_{job}", arguments, place.stage)

    def remove(self, exports: Sequence[Export]) -> None:
        """The manifest first, so that what is left of a removal that was killed is no export."""
        for it in exports:
            place = self.place.within(it.id)
            for file in (f"/{MANIFEST}", "/"):
                self.session.rows(f"REMOVE {_reference(place, file)}")

    def _parts(self, row: Row) -> tuple[str, str]:
        """LIST says `<stage>/<path>/<id>/<file>`."""
        *_, name, file = ("", *str(row["name"]).split("/"))
        return name, file


def _reference(place: Place, more: str = "/") -> str:
    return f"@{place.stage.quoted}/{place.path}{more}"


def _is_stamp(text: str) -> bool:
    return bool(re.fullmatch(r"\d{8}T\d{6}Z", text))
