"""Statements that a client asks to have described alone."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import names


def test_describe_of_cursor_needs_no_run(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        described = cursor.describe("SELECT 1 AS ONE")
        assert [column.name for column in described or ()] == ["ONE"]


def test_describe_of_cursor_changes_nothing(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        described = cursor.describe("CREATE ROLE R")
    assert [column.name for column in described or ()] == ["status"]
    assert names(admin, "SHOW ROLES LIKE 'R'") == []
