"""The write-ahead log comes into the database by itself."""

from __future__ import annotations

import sqlite3
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


@pytest.mark.timeout(300)
def test_log_begins_anew_while_it_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(checkpoints, "MOST_LOG_BYTES", 200_000)
    log, sizes = tmp_path / "x.sqlite-wal", list[int]()

    def begins_anew() -> bool:
        catalog.execute("INSERT INTO words VALUES (?)", ("x" * 10_000,))
        sizes.append(log.stat().st_size)
        return max(sizes) > 200_000 and sizes[-1] < 200_000

    with closing(Catalog(tmp_path / "x.sqlite", MIGRATIONS)) as catalog:
        until(begins_anew, "the log begins anew")
        assert catalog.rows("SELECT COUNT(*) AS n FROM words")[0]["n"] == len(sizes)
