"""The write-ahead log comes into the database by itself."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from devkit.testing.waiting import until
from spcs_local.catalog import Catalog, checkpoints

MIGRATIONS = (("0001", "CREATE TABLE words (word TEXT);"),)


def test_what_was_written_reaches_the_database_while_it_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 0.01)
    catalog = Catalog(tmp_path / "x.sqlite", MIGRATIONS)
    catalog.execute("INSERT INTO words VALUES ('checkpointed')")
    until(lambda: b"checkpointed" in (tmp_path / "x.sqlite").read_bytes(), "the checkpoint")
    catalog.close()


def test_checkpoint_that_fails_is_made_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 0.01)
    failures = iter([sqlite3.OperationalError("database or disk is full")])

    class Failing(sqlite3.Connection):
        def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
            for failure in failures:
                raise failure
            return super().execute(sql, parameters)

    def connect(path: Path, **options: Any) -> sqlite3.Connection:
        # the catalog's own connection is used by several threads
        return connected(path, factory=sqlite3.Connection if "check_same_thread" in options else Failing, **options)

    connected, path = sqlite3.connect, tmp_path / "x.sqlite"
    monkeypatch.setattr(sqlite3, "connect", connect)
    with closing(Catalog(path, MIGRATIONS)) as catalog:
        catalog.execute("INSERT INTO words VALUES ('checkpointed')")
        until(lambda: b"checkpointed" in path.read_bytes(), "the checkpoint")
    assert list(failures) == []


def test_large_log_begins_anew_under_writers_that_never_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(checkpoints, "MOST_LOG_BYTES", 200_000)
    log, over, written = tmp_path / "x.sqlite-wal", threading.Event(), list[int]()

    def write(words: int) -> None:
        with catalog.transaction():
            for _ in range(words):
                catalog.execute("INSERT INTO words VALUES (?)", ("x" * 10_000,))
        written.append(words)

    def hurry() -> None:
        while not over.is_set():
            write(1)

    with closing(Catalog(tmp_path / "x.sqlite", MIGRATIONS)) as catalog:
        write(30)  # one transaction, which no checkpoint divides
        writers = [threading.Thread(target=hurry) for _ in range(2)]
        for writer in writers:
            writer.start()
        try:
            until(lambda: log.stat().st_size < 200_000, "the log begins anew")
        finally:
            over.set()
            for writer in writers:
                writer.join()
        assert catalog.rows("SELECT COUNT(*) AS n FROM words")[0]["n"] == sum(written)
