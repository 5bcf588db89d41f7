"""What lies in a database, so that who drops it knows; the stack's own and others'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components.account_objects import DATABASE, SCHEMA, SERVICE, STAGE, Kind
from components.session import Row, Session, StatementError
from components.sql import Identifier

# https://docs.snowflake.com/en/sql-reference/sql/show-objects
TABLE_OR_VIEW = Kind("table or view", "OBJECTS", (DATABASE, SCHEMA))
SNAPSHOT = Kind("snapshot", "SNAPSHOTS", (DATABASE, SCHEMA))
KINDS = (SCHEMA, TABLE_OR_VIEW, STAGE, SERVICE, SNAPSHOT)
INFORMATION_SCHEMA = "INFORMATION_SCHEMA"
OF_EVERY_DATABASE = (INFORMATION_SCHEMA, "PUBLIC")
NAMED = 20  # of a kind; a database can hold millions


@dataclass(frozen=True)
class Contents:
    """The names of one kind; those that are not the stack's are `foreign`."""

    kind: str
    own: Sequence[str]
    foreign: Sequence[str]

    def __str__(self) -> str:
        written = [*self.own, *(f"{name} (not of this stack)" for name in self.foreign)]
        more = f", and {len(written) - NAMED} more" if len(written) > NAMED else ""
        return f"{self.kind}: {', '.join(written[:NAMED])}{more}"


def contents(session: Session, database: str, own: frozenset[str]) -> Iterator[Contents]:
    """Of each kind that has any and that may be seen. `own` are names of the stack's objects, DATABASE.SCHEMA.NAME."""
    for kind in KINDS:
        rows = _rows(session, f"SHOW {kind.plural} IN DATABASE {Identifier(database).quoted}")
        # an account shows what lies in INFORMATION_SCHEMA as well
        rows = [row for row in rows if row.get("schema_name") != INFORMATION_SCHEMA]
        names = [_name(kind, row) for row in rows]
        counted = [name for name in names if kind != SCHEMA or name.rpartition(".")[2] not in OF_EVERY_DATABASE]
        foreign = [name for name in counted if name not in own]
        if counted:
            yield Contents(kind.word, [name for name in counted if name in own], foreign)


def _rows(session: Session, statement: str) -> list[Row]:
    try:
        return session.rows(statement)
    except StatementError:
        # of a kind that this role may not see, or that this account does not have
        return []


def _name(kind: Kind, row: Row) -> str:
    return ".".join(str(row[column]) for column in (*(f"{it.word}_name" for it in kind.around), "name"))
