"""One SQLite file: what a statement acknowledged survives kill -9 of the process.

What is written lies with the system before a statement is answered. When the machine itself crashes, the last
seconds may be lost, as of the containers' own data; the file stays whole.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spcs_local.catalog import faults
from spcs_local.catalog.checkpoints import Checkpoints
from spcs_local.catalog.schema import Migration

Row = sqlite3.Row
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "wal_autocheckpoint=0", "foreign_keys=ON", "busy_timeout=5000")


class Catalog:
    """A connection behind one re-entrant lock. Every change happens in `transaction()`."""

    def __init__(self, path: Path | str, migrations: Sequence[Migration]) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = _connected(path)
        try:
            self._open(path, migrations)
        except BaseException:
            self._connection.close()
            raise
        self._checkpoints = Checkpoints(path)

    def _open(self, path: Path | str, migrations: Sequence[Migration]) -> None:
        """Nothing is changed before the file is known to be a whole one that this version knows."""
        try:
            if self._connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise faults.damaged(path)
            done = self._done()
            if unknown := done - {name for name, _ in migrations}:
                raise faults.too_new(path, unknown)
            for pragma in _PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            self._migrate(migrations, done)
        except sqlite3.DatabaseError as error:
            raise faults.unusable(path, error) from None

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
                self._depth -= 1
                self._undo()
                raise
            self._depth -= 1
            self._keep()

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

    def settle(self) -> None:
        """Have what was written so far outlive the machine: before a file that says that it is there."""
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(FULL)").fetchall()

    def close(self) -> None:
        """Close the file."""
        self._checkpoints.stop()
        with self._lock:
            self._connection.close()

    def _keep(self) -> None:
        """A commit that fails leaves the transaction open, in which no other could begin."""
        if self._depth == 0:
            try:
                self._connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        """SQLite itself has undone some of those that failed, of a full disk for one."""
        if self._depth == 0 and self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _done(self) -> set[str]:
        """The migrations that the file has; none if it is new."""
        if self.row("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'") is None:
            return set()
        return {row["name"] for row in self.rows("SELECT name FROM migrations")}

    def _migrate(self, migrations: Sequence[Migration], done: Container[str]) -> None:
        self._connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)")
        for name, sql in migrations:
            if name in done:
                continue
            with self.transaction():
                for statement in _split(sql):
                    self._connection.execute(statement)
                self._connection.execute("INSERT INTO migrations VALUES (?)", (name,))


def _connected(path: Path | str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    except sqlite3.DatabaseError as error:
        raise faults.unusable(path, error) from None
    connection.row_factory = sqlite3.Row
    return connection


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
