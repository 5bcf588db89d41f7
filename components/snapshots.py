"""Snapshots of the block volumes of a stack's services: what they are called, what they say of themselves, and how many
are kept.

https://docs.snowflake.com/en/sql-reference/sql/create-snapshot
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from components.comments import MADE_BY
from components.resting import QUICK, Clock
from components.session import Row, Session
from components.sql import Identifier, SchemaObject, literal, quoted

CREATED, ERROR = "CREATED", "ERROR"
STAMP = "%Y%m%dT%H%M%SZ"
# why one was taken; each reason has its own number of those that are kept
BY_HAND, BEFORE_IMAGE, BEFORE_RESTORE = "by hand", "before another image", "before a restore"
UNKNOWN = "not known"
SUSPENDED = "suspended"  # what kept the files at rest
_FIELDS = ("backup", "service", "volume", "instance", "why", "milvus", "image", "quiet")
_LONGEST = 255


class SnapshotError(Exception):
    """A snapshot that was not taken, or cannot be used."""


@dataclass(frozen=True)
class Label:
    """What a snapshot says of itself, in its comment.

    `stack` is its full name. `backup` is the time, the same for all volumes that were taken together. `milvus` and
    `image` are the version and the digest that wrote the files. `quiet` is what kept them at rest.
    """

    stack: str
    backup: str
    service: str
    volume: str
    instance: str
    why: str
    milvus: str
    image: str
    quiet: str

    @property
    def comment(self) -> str:
        return "; ".join([f"{MADE_BY}{self.stack}", *(f"{name}: {getattr(self, name)}" for name in _FIELDS)])

    @classmethod
    def read(cls, comment: str) -> Label | None:
        """None for a snapshot that no stack has taken."""
        made_by, *rest = comment.split("; ")
        found = dict(part.partition(": ")[::2] for part in rest)
        whole = made_by.startswith(MADE_BY) and all(name in found for name in _FIELDS)
        if not whole or not _is_stamp(found["backup"]):
            return None
        return cls(made_by.removeprefix(MADE_BY), **{name: found[name] for name in _FIELDS})

    @property
    def name(self) -> Identifier:
        """The snapshot's: the stack's name without project, the service, the volume, the time."""
        parts = ("BACKUP", self.stack.rpartition("/")[2], self.service.rpartition(".")[2], self.volume, self.instance)
        plain = "_".join("".join(it if it.isalnum() and it.isascii() else "_" for it in part) for part in parts).upper()
        return Identifier(f"{plain[: _LONGEST - len(self.backup) - 1]}_{self.backup}")


@dataclass(frozen=True)
class Snapshot:
    """As the account shows it."""

    object: SchemaObject
    state: str
    size: int
    label: Label


@dataclass(frozen=True)
class Backup:
    """Snapshots that were taken together."""

    id: str
    snapshots: tuple[Snapshot, ...]

    @property
    def whole(self) -> bool:
        return all(it.state == CREATED for it in self.snapshots)

    @property
    def taken(self) -> datetime:
        return _time(self.id)

    @property
    def why(self) -> str:
        return self.snapshots[0].label.why


@dataclass(frozen=True)
class Snapshots:
    """Those of one stack, by its full name, in a schema; of all stacks where it is None, which takes and drops none.
    `timeout` is in seconds."""

    session: Session
    database: Identifier
    schema: Identifier
    stack: str | None
    timeout: int
    clock: Clock

    def backups(self) -> list[Backup]:
        """The oldest first; none of another stack, and none that somebody took by himself. Raises StatementError."""
        inside = f"{self.database.quoted}.{self.schema.quoted}"
        found: dict[tuple[str, str], list[Snapshot]] = {}
        for row in self.session.rows(f"SHOW SNAPSHOTS IN SCHEMA {inside}"):
            label = Label.read(str(row.get("comment") or ""))
            # one whose name says otherwise has the comment of another: somebody else's, who has copied it
            if label and self.stack in (None, label.stack) and label.name == row["name"]:
                found.setdefault((label.backup, label.stack), []).append(self._shown(row, label))
        return [Backup(key[0], tuple(found[key])) for key in sorted(found)]

    def take(self, labels: Sequence[Label]) -> None:
        """All at once, and wait until they are there; of one that fails, none is left. Raises SnapshotError."""
        begun: list[SchemaObject] = []
        try:
            for label in labels:
                name = SchemaObject(self.database, self.schema, label.name)
                self.session.rows(_creation(name, label))
                begun.append(name)
            for name in begun:
                self._wait(name)
        except Exception:
            for name in begun:
                self.drop(name)
            raise

    def drop(self, name: SchemaObject) -> None:
        self.session.rows(f"DROP SNAPSHOT IF EXISTS {name.quoted}")

    def prune(
        self, why: str, keep: int | None, days: int | None, now: datetime, *, services: Container[str] | None = None
    ) -> list[Backup]:
        """Drops what is not kept any more of those taken for this reason, of these services where some are named, and
        returns it."""
        those = [it for it in self.backups() if it.why == why]
        if services is not None:
            those = [it for it in those if all(own.label.service in services for own in it.snapshots)]
        gone = not_kept(those, keep, days, now)
        for backup in gone:
            for snapshot in backup.snapshots:
                self.drop(snapshot.object)
        return gone

    def _wait(self, name: SchemaObject) -> None:
        start = self.clock.now()
        while (state := str(self.session.rows(f"DESCRIBE SNAPSHOT {name.quoted}")[0]["state"])) != CREATED:
            if state == ERROR or self.clock.now() - start > self.timeout:
                raise SnapshotError(
                    f"snapshot {name} is {state} after {self.clock.now() - start:.0f} s; awaited: {CREATED}. It is "
                    "dropped, and nothing else was changed. To do: run it again"
                )
            self.clock.sleep(QUICK)

    def _shown(self, row: Row, label: Label) -> Snapshot:
        name = SchemaObject(self.database, self.schema, label.name)
        return Snapshot(name, str(row["state"]), int(row.get("size") or 0), label)


class Dated(Protocol):
    """What was taken at a time, whole or not."""

    @property
    def whole(self) -> bool: ...

    @property
    def taken(self) -> datetime: ...


T = TypeVar("T", bound=Dated)


def not_kept(backups: Sequence[T], keep: int | None, days: int | None, now: datetime) -> list[T]:
    """Those beyond the number, or older than the days; never the newest that is whole."""
    whole = [it for it in backups if it.whole]
    newest = whole[-1:]
    beyond = whole[: -keep or None] if keep else []
    old = [it for it in backups if days is not None and now - it.taken > timedelta(days=days)]
    return [it for it in backups if it in [*beyond, *old] and it not in newest]


def restoring(volume: str, instance: str, snapshot: SchemaObject, service: SchemaObject) -> str:
    """The statement that puts a snapshot's content into a volume; the service has to be suspended, and resumes."""
    return (
        f"ALTER SERVICE {service.quoted} RESTORE VOLUME {quoted(volume)} INSTANCES {int(instance)} "
        f"FROM SNAPSHOT {snapshot.quoted}"
    )


def stamp(now: datetime, taken: Container[str]) -> str:
    """What names a backup: the time, or the next second of which there is none."""
    while (name := now.strftime(STAMP)) in taken:
        now += timedelta(seconds=1)
    return name


def _creation(name: SchemaObject, label: Label) -> str:
    service = SchemaObject.of(*label.service.split("."))
    return (
        f"CREATE SNAPSHOT {name.quoted} FROM SERVICE {service.quoted} VOLUME {quoted(label.volume)} "
        f"INSTANCE {int(label.instance)} COMMENT = {literal(label.comment)}"
    )


def _is_stamp(text: str) -> bool:
    try:
        return bool(_time(text))
    except ValueError:
        return False


def _time(text: str) -> datetime:
    return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
