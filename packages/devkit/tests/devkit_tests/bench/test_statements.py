"""The account's log, as the benchmark reads it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from devkit.bench.statements import Log, Statement, sessions


def statement(text: str) -> Statement:
    return Statement(1, "R", text, 0.0, 1.0)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('CREATE DATABASE "D"', ['"D"']),
        ('GRANT USAGE ON SCHEMA "D"."S" TO ROLE "R"', ['"D"."S"', '"R"']),
        ('SHOW STAGES LIKE \'F\' IN SCHEMA "D"."S"', ['"D"."S"."F"']),
        ("SHOW ROLES LIKE 'it''s'", ['"it\'s"']),
        ('CREATE SERVICE "X" FROM SPECIFICATION $$image: "Y"$$', ['"X"']),
    ],
)
def test_names_are_those_outside_of_literals(text: str, names: list[str]) -> None:
    assert statement(text).names == names


def test_writes_are_told_from_reads() -> None:
    assert statement('GRANT ROLE "R" TO USER "U"').writes
    assert not statement("SHOW GRANTS").writes
    assert sessions([statement("SELECT 1"), statement("SELECT 2")]) == 1


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "account.sqlite"
    columns = "id INTEGER PRIMARY KEY, session_id, role, text, started_on, seconds, error_number"
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE statements ({columns})")
    return path


def log(catalog: Path, *rows: tuple[object, ...]) -> None:
    with contextlib.closing(sqlite3.connect(catalog)) as connection, connection:
        connection.executemany("INSERT INTO statements VALUES (NULL, ?, ?, ?, ?, ?, ?)", rows)


def test_log_gives_what_came_since_without_the_plugins_comment(catalog: Path) -> None:
    log(catalog, (1, "R", "SELECT 1", 1.0, 0.1, None))
    read = Log(catalog)
    position = read.position()
    log(catalog, (2, None, "SELECT 2 --terraform_provider_usage_tracking {}", 2.0, 0.2, None))
    assert read.since(position) == [Statement(2, "", "SELECT 2", 2.0, 0.2)]


def test_log_refuses_figures_of_a_statement_that_failed(catalog: Path) -> None:
    log(catalog, (1, "R", "DROP ROLE X", 1.0, 0.1, 2003))
    with pytest.raises(ValueError, match="failed with 2003: DROP ROLE X"):
        Log(catalog).since(0)


def test_log_takes_a_look_for_what_is_not_there(catalog: Path) -> None:
    log(catalog, (1, "R", 'DESCRIBE SERVICE "S"', 1.0, 0.1, 2003))
    assert len(Log(catalog).since(0)) == 1
