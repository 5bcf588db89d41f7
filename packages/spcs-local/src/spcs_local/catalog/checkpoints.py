"""Copies the write-ahead log into the database beside the statements: none waits for the disk."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

_EVERY_SECONDS = 1.0


class Checkpoints:
    """A thread with a connection of its own; a passive checkpoint holds up nobody.

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
            while not self._over.wait(_EVERY_SECONDS):
                with suppress(sqlite3.OperationalError):  # a full disk may have room again by the next time
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
