"""One SQLite file: what a statement acknowledged survives kill -9 of the process.

What is written lies with the system before a statement is answered. When the machine itself crashes, the last
seconds may be lost, as of the containers' own data; the file stays whole.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spcs_local.catalog.checkpoints import Checkpoints
from spcs_local.catalog.schema import Migration

Row = sqlite3.Row
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "wal_autocheckpoint=0", "foreign_keys=ON", "busy_timeout=5000")


class Catalog:
    """A connection behind one re-entrant lock. Every change happens in `transaction()`."""

    def __init__(self, path: Path | str, migrations: Sequence[Migration]) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        try:
            for pragma in _PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            self._migrate(migrations)
        except BaseException:
            self._connection.close()
            raise
        self._checkpoints = Checkpoints(path)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, kept at the end of the outermost one; others wait meanwhile."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._leave("ROLLBACK")
                raise
            self._leave("COMMIT")

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one change; its last row id."""
        with self._lock:
            return self._connection.execute(sql, parameters).lastrowid or 0

    def change(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one change; how many rows it touched."""
        with self._lock:
            return self._connection.execute(sql, parameters).rowcount

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Every row of a query."""
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query."""
        with self._lock:
            found: Row | None = self._connection.execute(sql, parameters).fetchone()
            return found

    def close(self) -> None:
        """Close the file."""
        self._checkpoints.stop()
        with self._lock:
            self._connection.close()

    def _leave(self, verb: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._connection.execute(verb)

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        self._connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)")
        done = {row["name"] for row in self.rows("SELECT name FROM migrations")}
        for name, sql in migrations:
            if name in done:
                continue
            with self.transaction():
                for statement in _split(sql):
                    self._connection.execute(statement)
                self._connection.execute("INSERT INTO migrations VALUES (?)", (name,))


def _split(sql: str) -> Iterator[str]:
    """The statements of a text; executescript would commit behind the transaction's back."""
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        raise ValueError(f"migration ends within a statement: {pending.strip()}")
