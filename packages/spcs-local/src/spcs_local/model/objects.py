"""Every object of the account, of whatever kind: created, found, listed, changed, dropped."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spcs_local.catalog import Catalog, Row
from spcs_local.errors import AlreadyExistsError
from spcs_local.model.identifiers import Name, fitting, quote
from spcs_local.model.object_kinds import ObjectKind

ACCOUNT_ID = 1

_SELECT = """
    SELECT o.*, r.name AS owner, p.name AS parent, p.parent_id AS grandparent_id, g.name AS grandparent
    FROM objects o
    LEFT JOIN objects r ON r.id = o.owner_id
    LEFT JOIN objects p ON p.id = o.parent_id
    LEFT JOIN objects g ON g.id = p.parent_id
"""

_PARAMETERS = 500  # of one query: SQLite bounds them
_NAMED = "SELECT o.id, o.name FROM objects o LEFT JOIN objects p ON p.id = o.parent_id "

_PARTS = """
    SELECT g.name, p.name, o.name FROM objects o
    LEFT JOIN objects p ON p.id = o.parent_id LEFT JOIN objects g ON g.id = p.parent_id
    WHERE o.id = ?
"""


@dataclass(frozen=True)
class StoredObject:
    """One object as the catalog has it."""

    id: int
    kind: str
    name: str
    parent_id: int | None
    owner_id: int | None
    owner: str | None
    created_on: float
    updated_on: float
    comment: str
    properties: dict[str, Any]
    parents: tuple[str, ...] = ()

    @property
    def path(self) -> Name:
        """The full name."""
        return Name((*self.parents, self.name))

    @property
    def database(self) -> str | None:
        """The stored name of the database that it lies in."""
        return self.parents[0] if self.parents else None

    @property
    def schema(self) -> str | None:
        """The stored name of the schema that it lies in."""
        return self.parents[1] if len(self.parents) == 2 else None

    @property
    def shown(self) -> str:
        """Its own name as messages print it."""
        return quote(self.name)

    def __getitem__(self, name: str) -> Any:
        return self.properties.get(name)


class Objects:
    """Rows of the objects table. Callers hold a transaction around changes."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def create(
        self, kind: ObjectKind, parent_id: int | None, name: str, owner_id: int | None, properties: Mapping[str, Any]
    ) -> StoredObject:
        """Store a new object; its name must be free."""
        values = dict(properties)
        comment = values.pop("COMMENT", None) or ""
        now = time.time()
        try:
            new_id = self._catalog.execute(
                "INSERT INTO objects (kind, namespace, parent_id, name, owner_id, created_on, updated_on, comment,"
                " properties) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (kind.name, kind.grant_word, parent_id, fitting(name), owner_id, now, now, comment, json.dumps(values)),
            )
        except sqlite3.IntegrityError:
            raise AlreadyExistsError(quote(name)) from None
        return self.get(new_id)

    def get(self, object_id: int) -> StoredObject:
        """The object with this id, which must be there."""
        found = self.of_id(object_id)
        if found is None:
            raise LookupError(f"no object {object_id} in the catalog")
        return found

    def of_id(self, object_id: int) -> StoredObject | None:
        """The object with this id, if it is still there."""
        row = self._catalog.row(_SELECT + "WHERE o.id = ?", (object_id,))
        return _stored(row) if row else None

    def parts(self, object_id: int) -> tuple[str, ...]:
        """The full stored name of the object with this id; nothing if it is not there any more."""
        row = self._catalog.row(_PARTS, (object_id,))
        return tuple(part for part in row if part is not None) if row else ()

    def find(self, namespace: str, name: str, parent_id: int | None = None) -> StoredObject | None:
        """The object of a name space (a kind, or INTEGRATION) by its stored name."""
        row = self._catalog.row(
            _SELECT + "WHERE o.namespace = ? AND COALESCE(o.parent_id, 0) = ? AND o.name = ?",
            (namespace, parent_id or 0, name),
        )
        return _stored(row) if row else None

    def ids(self, namespace: str, names: Sequence[str]) -> list[int]:
        """Of those objects of the account's own level that are there, by their stored names.

        Names are parameters each: to SQLite a text in JSON ends with its first NUL, at another name.
        """
        found: list[int] = []
        for first in range(0, len(names), _PARAMETERS):
            some = names[first : first + _PARAMETERS]
            marks = ", ".join("?" * len(some))
            sql = f"SELECT id FROM objects WHERE namespace = ? AND COALESCE(parent_id, 0) = 0 AND name IN ({marks})"  # noqa: S608
            rows = self._catalog.rows(sql, (namespace, *some))
            found += [row["id"] for row in rows]
        return found

    def find_path(self, namespace: str, parts: tuple[str, ...]) -> StoredObject | None:
        """The object by its full stored name, without regard to anybody's rights."""
        parent_id: int | None = None
        for space, part in zip(("DATABASE", "SCHEMA"), parts[:-1], strict=False):
            parent = self.find(space, part, parent_id)
            if parent is None:
                return None
            parent_id = parent.id
        return self.find(namespace, parts[-1], parent_id)

    def children(self, parent_id: int) -> list[StoredObject]:
        """What lies directly in a database or schema."""
        return [
            _stored(row) for row in self._catalog.rows(_SELECT + "WHERE o.parent_id = ? ORDER BY o.id", (parent_id,))
        ]

    def change(self, found: StoredObject, values: Mapping[str, Any]) -> StoredObject:
        """Set properties (COMMENT among them)."""
        properties = found.properties | dict(values)
        comment = properties.pop("COMMENT", found.comment) or ""
        self._catalog.execute(
            "UPDATE objects SET properties = ?, comment = ?, updated_on = ? WHERE id = ?",
            (json.dumps(properties), comment, time.time(), found.id),
        )
        return self.get(found.id)

    def rename(self, found: StoredObject, name: str, parent_id: int | None) -> StoredObject:
        """Give another name, or place, that must be free."""
        try:
            self._catalog.execute(
                "UPDATE objects SET name = ?, parent_id = ?, updated_on = ? WHERE id = ?",
                (fitting(name), parent_id, time.time(), found.id),
            )
        except sqlite3.IntegrityError:
            raise AlreadyExistsError(quote(name)) from None
        return self.get(found.id)

    def set_owner(self, found: StoredObject, owner_id: int) -> None:
        """Give the object to another role."""
        self._catalog.execute("UPDATE objects SET owner_id = ? WHERE id = ?", (owner_id, found.id))

    def inherit(self, role_id: int, heir_id: int) -> None:
        """Give all that a role owns to another: what DROP ROLE does."""
        self._catalog.execute("UPDATE objects SET owner_id = ? WHERE owner_id = ?", (heir_id, role_id))

    def drop(self, found: StoredObject) -> None:
        """Remove the object, what lies in it, and every grant on it."""
        self._catalog.execute("DELETE FROM objects WHERE id = ?", (found.id,))

    def newest(self) -> int:
        """The highest number that an object has had: of those that are gone as well."""
        row = self._catalog.row("SELECT seq FROM sqlite_sequence WHERE name = 'objects'")
        return int(row["seq"]) if row else 0

    def list(
        self,
        kind: str,
        database_id: int | None = None,
        schema_id: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> list[StoredObject]:
        """All of a kind, in a database or schema if given, by name; those alone whose name is wanted."""
        values: list[Any] = [kind]
        where = "WHERE o.kind = ?"
        if schema_id is not None:
            where, values = where + " AND o.parent_id = ?", [*values, schema_id]
        elif database_id is not None:
            where, values = where + " AND ? IN (o.parent_id, p.parent_id)", [*values, database_id]
        if wanted is not None:
            # a name is looked at before all else of its object is read
            named = self._catalog.rows(_NAMED + where, values)
            ids = [row["id"] for row in named if wanted(row["name"])]
            where, values = "WHERE o.id IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
        rows = self._catalog.rows(_SELECT + where + " ORDER BY g.name, p.name, o.name", values)
        return [_stored(row) for row in rows]


def _stored(row: Row) -> StoredObject:
    parents = tuple(part for part in (row["grandparent"], row["parent"]) if part is not None)
    return StoredObject(
        row["id"],
        row["kind"],
        row["name"],
        row["parent_id"],
        row["owner_id"],
        row["owner"],
        row["created_on"],
        row["updated_on"],
        row["comment"],
        json.loads(row["properties"]),
        parents,
    )
