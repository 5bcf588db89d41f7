"""Copies the write-ahead log into the database beside the statements: none waits for the disk."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

EVERY_SECONDS = 1.0
MOST_LOG_BYTES = 16 * 2**20


class Checkpoints:
    """A thread with a connection of its own; a passive checkpoint holds up nobody.

    Under load there is always something new, and the log would grow without end: once it is large, writers wait for
    the moment that it takes to copy the rest and to begin anew.

    https://www.sqlite.org/wal.html#ckpt
    """

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it; whoever closes the database last makes the last checkpoint."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
            while not self._over.wait(EVERY_SECONDS):
                with suppress(sqlite3.OperationalError):  # a full disk may have room again by the next time
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                    if self._log_bytes() > MOST_LOG_BYTES:
                        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _log_bytes(self) -> int:
        try:
            return Path(f"{self._path}-wal").stat().st_size
        except FileNotFoundError:
            return 0
