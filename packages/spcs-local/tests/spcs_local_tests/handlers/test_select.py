"""SELECT and CALL: the names and types of columns, and results of before."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import snowflake.connector
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run

SCAN = "SELECT * FROM TABLE(RESULT_SCAN('{}'))"


def test_column_is_called_what_was_written(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        cursor.execute("SELECT 1, 'a', TRUE, NULL, current_role(), IS_ROLE_IN_SESSION('PUBLIC'), 2 AS two")
        assert [column.name for column in cursor.description or ()] == [
            "1", "'A'", "TRUE", "NULL", "CURRENT_ROLE()", "IS_ROLE_IN_SESSION('PUBLIC')", "TWO",
        ]  # fmt: skip


def test_number_keeps_its_digits(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        cursor.execute("SELECT 1.50, X'0aFF'")
        assert cursor.fetchall() == [(Decimal("1.50"), b"\x0a\xff")]
        assert cursor.description is not None
        assert cursor.description[0].scale == 2


def test_call_names_its_column_after_the_function(admin: SnowflakeConnection) -> None:
    assert rows(admin, "CALL CURRENT_ROLE()") == [{"current_role": "ACCOUNTADMIN"}]


def test_result_of_before_is_scanned_by_its_own_user_alone(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'secret'")
    with admin.cursor() as cursor:
        cursor.execute("SELECT 7 AS SEVEN")
        query_id = cursor.sfqid
    assert rows(admin, SCAN.format(query_id)) == [{"seven": 7}]
    other = account.connect(user="U", password="secret")
    assert error_of(other, SCAN.format(query_id))[:2] == (709, "02000")


def test_failure_of_before_is_scanned_as_one(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        with suppress(snowflake.connector.errors.Error):
            cursor.execute("DROP ROLE NOPE")
        query_id = cursor.sfqid
    assert error_of(admin, SCAN.format(query_id))[0] == 2003
