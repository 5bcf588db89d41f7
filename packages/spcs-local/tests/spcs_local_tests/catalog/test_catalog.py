"""What was acknowledged is kept."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from spcs_local.catalog import Catalog, ChangeFailedError
from spcs_local_tests.command_line import connect_to, information, start
from spcs_local_tests.running import rows, run

MIGRATIONS = (("0001", "CREATE TABLE words (word TEXT);"),)


def test_kill_loses_no_acknowledged_statement(home: Path) -> None:
    assert start(home).returncode == 0
    with connect_to(home) as connection:
        run(connection, "CREATE DATABASE D", "CREATE STAGE S", "CREATE ROLE R", "GRANT READ ON STAGE S TO ROLE R")
        os.kill(information(home)["pid"], signal.SIGKILL)
        assert start(home).returncode == 0
    with connect_to(home) as connection:
        granted = [row["privilege"] for row in rows(connection, "SHOW GRANTS TO ROLE R")]
        assert granted == ["READ"]
        assert rows(connection, "LIST @D.PUBLIC.S") == []


def test_transaction_is_undone_to_its_outermost_beginning(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "x.sqlite", MIGRATIONS)) as catalog:
        with suppress(ZeroDivisionError), catalog.transaction():
            with catalog.transaction():
                catalog.execute("INSERT INTO words VALUES ('undone')")
            raise ZeroDivisionError
        with catalog.transaction():
            catalog.execute("INSERT INTO words VALUES ('kept')")
        assert [row["word"] for row in catalog.rows("SELECT word FROM words")] == ["kept"]


def test_migration_runs_once_and_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    for _ in range(2):
        Catalog(path, MIGRATIONS).close()
    broken = ("0002", "CREATE TABLE more (word TEXT);\nINSERT INTO nowhere VALUES (1);")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        Catalog(path, (*MIGRATIONS, broken))
    with closing(Catalog(path, (*MIGRATIONS, ("0002", "CREATE TABLE more (word TEXT);")))) as catalog:
        assert catalog.rows("SELECT * FROM more") == []
    with pytest.raises(ValueError, match="migration ends within a statement: CREATE TABLE half"):
        Catalog(path, (*MIGRATIONS, ("0002", ""), ("0003", "CREATE TABLE half (word")))


class Failing:
    """A connection of which one statement fails, as of a disk that takes nothing more."""

    def __init__(self, connection: sqlite3.Connection, statement: str) -> None:
        self._connection = connection
        self._statement = statement

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        if sql == self._statement:
            self._statement = ""
            raise sqlite3.OperationalError("database or disk is full")
        return self._connection.execute(sql, parameters)


def test_commit_that_fails_is_undone_and_the_next_one_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Catalog(tmp_path / "x.sqlite", MIGRATIONS)) as catalog:
        monkeypatch.setattr(catalog, "_connection", Failing(catalog._connection, "COMMIT"))
        with pytest.raises(ChangeFailedError, match="disk is full"), catalog.transaction():
            catalog.execute("INSERT INTO words VALUES ('lost')")
        with catalog.transaction():
            catalog.execute("INSERT INTO words VALUES ('kept')")
        assert [row["word"] for row in catalog.rows("SELECT word FROM words")] == ["kept"]


def test_transaction_that_sqlite_has_undone_itself_says_why_it_failed(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "x.sqlite", MIGRATIONS)) as catalog:
        with suppress(ZeroDivisionError), catalog.transaction():
            catalog.execute("ROLLBACK")
            raise ZeroDivisionError
        with catalog.transaction():
            catalog.execute("INSERT INTO words VALUES ('kept')")
        assert len(catalog.rows("SELECT word FROM words")) == 1
