"""Statements that a client asks to have described alone."""

from __future__ import annotations

import logging

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, names, run

LONG = f"/* {'x' * 15_000} */"  # its line in the log needs more room than what it changes


def test_describe_of_cursor_needs_no_run(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        described = cursor.describe("SELECT 1 AS ONE")
        assert [column.name for column in described or ()] == ["ONE"]


def test_describe_of_cursor_changes_nothing(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        described = cursor.describe("CREATE ROLE R")
    assert [column.name for column in described or ()] == ["status"]
    assert names(admin, "SHOW ROLES LIKE 'R'") == []


@pytest.fixture
def full(account: RunningAccount, admin: SnowflakeConnection) -> SnowflakeConnection:
    """A connection to an account whose disk has room for a row, and for no more."""
    run(admin, "CREATE ROLE FIRST")
    account.account.model.catalog.execute("PRAGMA max_page_count = 1")  # what there is, at the least
    return admin


def test_statement_that_took_effect_is_answered_though_the_log_is_full(
    full: SnowflakeConnection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    run(full, f"CREATE ROLE SECOND {LONG}", f"USE ROLE SECURITYADMIN {LONG}")
    assert names(full, f"SHOW ROLES LIKE 'SECOND' {LONG}") == ["SECOND"]
    assert "is not in the log: database or disk is full" in caplog.text


def test_statement_that_the_disk_has_no_room_for_says_so_and_changes_nothing(
    full: SnowflakeConnection, account: RunningAccount
) -> None:
    number, _, text = error_of(full, f"CREATE ROLE SECOND COMMENT = '{'x' * 15_000}'")
    assert (number, "the disk that holds the local account's home is full" in text) == (300002, True)
    account.account.model.catalog.execute("PRAGMA max_page_count = 1000000")
    assert names(full, "SHOW ROLES LIKE 'SECOND'") == []
    run(full, f"CREATE ROLE SECOND {LONG}")
