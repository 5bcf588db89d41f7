"""The last statements, with their secrets masked."""

from __future__ import annotations

from dataclasses import dataclass

from spcs_local.catalog import Catalog, Row
from spcs_local.model.credentials import mask, mask_error

KEPT = 10_000
_TRIM_EVERY = 256
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Entry:
    """One statement as it was run."""

    query_id: str
    session_id: int
    holder: int
    user: str
    role: str | None
    text: str
    started_on: float
    seconds: float
    error_number: int | None = None
    error: str | None = None


class StatementLog:
    """Bounded: the oldest entries go."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def add(self, entry: Entry) -> None:
        """Keep one."""
        row_id = self._catalog.execute(
            "INSERT INTO statements"
            " (query_id, session_id, holder_id, user, role, text, started_on, seconds, error_number, error)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.query_id,
                entry.session_id,
                entry.holder,
                entry.user,
                entry.role,
                mask(entry.text)[:LONGEST_TEXT],
                entry.started_on,
                entry.seconds,
                entry.error_number,
                entry.error and mask_error(entry.error, entry.text)[:LONGEST_TEXT],
            ),
        )
        if row_id % _TRIM_EVERY == 0:
            self._catalog.execute("DELETE FROM statements WHERE id <= ?", (row_id - KEPT,))

    def last(self, count: int) -> list[Row]:
        """The newest entries, newest first; of a user who is there still with the name of now, which was another's."""
        sql = (
            "SELECT s.id, s.query_id, s.role, s.text, s.started_on, s.seconds, s.error_number, s.error,"
            " CASE WHEN o.kind = 'USER' THEN o.name ELSE s.user END AS user"
            " FROM statements s LEFT JOIN objects o ON o.id = s.holder_id ORDER BY s.id DESC LIMIT ?"
        )
        return self._catalog.rows(sql, (count,))

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
