"""Numbers, states and sentences, as clients get them."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of


@pytest.mark.parametrize(
    ("text", "number", "state"),
    [
        ("MERGE INTO T", 990001, "0A000"),
        ("SELECT 1 FROM T", 990001, "0A000"),
        ("CREATE TABLE T (A INT)", 990001, "0A000"),
        ("SELECT SYSTEM$NOPE()", 990001, "0A000"),
        ("USEROLEACCOUNTADMIN", 1003, "42000"),
        ("CREATE ROLE", 1003, "42000"),
        ("CREATE ROLE 'x", 1003, "42000"),
        ("CREATE WAREHOUSE W NOPE = 1", 1422, "42601"),
        ("CREATE WAREHOUSE W WAREHOUSE_SIZE = HUGE", 1008, "22023"),
        ("CREATE WAREHOUSE W AUTO_SUSPEND = -1", 1008, "22023"),
        ("ALTER SESSION SET NOPE = 1", 2141, "42601"),
        ("USE DATABASE NOPE", 2043, "02000"),
        ("CREATE STAGE S", 90105, "22000"),
    ],
)
def test_error_has_number_and_state(admin: SnowflakeConnection, text: str, number: int, state: str) -> None:
    assert error_of(admin, text)[:2] == (number, state)


def test_what_is_not_supported_says_so(admin: SnowflakeConnection) -> None:
    assert error_of(admin, "MERGE INTO T")[2].endswith("is not supported by the local account.")


def test_insufficient_privileges_name_the_object(account: RunningAccount) -> None:
    connection = account.connect(role="USERADMIN")
    text = "003001 (42501): SQL access control error:\nInsufficient privileges to operate on account 'LOCALDEV'."
    assert error_of(connection, "CREATE DATABASE X")[2] == text
