"""The last statements, with their secrets masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spcs_local.catalog import Catalog
from spcs_local.model.credentials import mask, mask_error
from spcs_local.model.identity import called
from spcs_local.model.objects import Objects
from spcs_local.model.principal import NOTHING

KEPT = 10_000
_TRIM_EVERY = 256
LONGEST_TEXT = 20_000
_ADD = """
    INSERT INTO statements
        (query_id, session_id, holder_id, user, role, role_id, text, started_on, seconds, error_number, error)
    VALUES
        (?, ?, ?, ?, (SELECT name FROM objects WHERE id = ?), ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True)
class Entry:
    """One statement as it was run."""

    query_id: str
    session_id: int
    holder: int
    user: str
    role_id: int | None
    text: str
    started_on: float
    seconds: float
    error_number: int | None = None
    error: str | None = None


class StatementLog:
    """Bounded: the oldest entries go."""

    def __init__(self, catalog: Catalog, objects: Objects) -> None:
        self._catalog = catalog
        self._objects = objects

    def add(self, entry: Entry) -> None:
        """Keep one."""
        row_id = self._catalog.execute(
            _ADD,
            (
                entry.query_id,
                entry.session_id,
                entry.holder,
                entry.user,
                entry.role_id,
                entry.role_id,
                mask(entry.text)[:LONGEST_TEXT],
                entry.started_on,
                entry.seconds,
                entry.error_number,
                entry.error and mask_error(entry.error, entry.text)[:LONGEST_TEXT],
            ),
        )
        if row_id % _TRIM_EVERY == 0:
            self._catalog.execute("DELETE FROM statements WHERE id <= ?", (row_id - KEPT,))

    def last(self, count: int) -> list[Mapping[str, Any]]:
        """The newest entries, newest first; users, services and roles with their names of now, or as dropped ones."""
        rows = self._catalog.rows("SELECT * FROM statements ORDER BY id DESC LIMIT ?", (count,))
        ids = {row[column] for row in rows for column in ("holder_id", "role_id")}
        names = {found: called(parts) for found in ids if found and (parts := self._objects.parts(found))}

        def name(known: int | None, then: str | None) -> str | None:
            return then and names.get(known or NOTHING, f"{then} (dropped)")

        return [
            dict(row) | {"user": name(row["holder_id"], row["user"]), "role": name(row["role_id"], row["role"])}
            for row in rows
        ]

    def of_session(self, session_id: int, place: int) -> str | None:
        """The query id of a session's statement: the first one is 1, the newest one -1."""
        order, offset = ("ASC", place - 1) if place > 0 else ("DESC", -place - 1)
        query = f"SELECT query_id FROM statements WHERE session_id = ? ORDER BY id {order} LIMIT 1 OFFSET ?"  # noqa: S608
        row = self._catalog.row(query, (session_id, offset))
        return None if row is None else str(row["query_id"])

    def durations(self, count: int) -> list[float]:
        """Seconds of the newest entries, shortest first."""
        rows = self._catalog.rows("SELECT seconds FROM statements ORDER BY id DESC LIMIT ?", (count,))
        return sorted(row["seconds"] for row in rows)
