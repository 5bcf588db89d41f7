"""CREATE TRANSIENT DATABASE and SCHEMA, and schemas WITH MANAGED ACCESS."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import error_of, rows, run


@pytest.fixture
def connection(admin: SnowflakeConnection) -> SnowflakeConnection:
    """As ACCOUNTADMIN, with a transient database T and one that is not, D."""
    run(admin, "USE ROLE ACCOUNTADMIN", "CREATE TRANSIENT DATABASE T COMMENT = 'short'", "CREATE DATABASE D")
    return admin


def options(connection: SnowflakeConnection, what: str) -> dict[str, str]:
    """The column `options` by name."""
    return {row["name"]: row["options"] for row in rows(connection, f"SHOW {what}")}


def test_database_is_transient_with_all_in_it(connection: SnowflakeConnection) -> None:
    run(connection, "CREATE SCHEMA T.LATER")
    assert options(connection, "DATABASES") == {"D": "", "T": "TRANSIENT"}
    shown = options(connection, "SCHEMAS IN DATABASE T")
    assert (shown["PUBLIC"], shown["LATER"]) == ("TRANSIENT", "TRANSIENT")
    assert rows(connection, "SHOW DATABASES LIKE 'T'")[0]["comment"] == "short"


def test_schema_is_what_create_says(connection: SnowflakeConnection) -> None:
    run(
        connection,
        "CREATE TRANSIENT SCHEMA D.A",
        "CREATE SCHEMA D.B WITH MANAGED ACCESS COMMENT = 'managed'",
        "CREATE TRANSIENT SCHEMA IF NOT EXISTS D.C WITH MANAGED ACCESS DATA_RETENTION_TIME_IN_DAYS = 1",
        "CREATE SCHEMA D.E WITH COMMENT = 'neither'",
    )
    shown = options(connection, "SCHEMAS IN DATABASE D")
    assert {name: shown[name] for name in "ABCE"} == {
        "A": "TRANSIENT",
        "B": "MANAGED ACCESS",
        "C": "TRANSIENT, MANAGED ACCESS",
        "E": "",
    }
    run(connection, "ALTER SCHEMA D.C DISABLE MANAGED ACCESS", "CREATE OR REPLACE SCHEMA D.A")
    shown = options(connection, "SCHEMAS IN DATABASE D")
    assert (shown["A"], shown["C"]) == ("", "TRANSIENT")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRANSIENT DATABASE X DATA_RETENTION_TIME_IN_DAYS = 2",
        "CREATE TRANSIENT SCHEMA D.X DATA_RETENTION_TIME_IN_DAYS = 2",
        "CREATE SCHEMA T.X DATA_RETENTION_TIME_IN_DAYS = 2",
        "ALTER DATABASE T SET DATA_RETENTION_TIME_IN_DAYS = 2",
        "ALTER SCHEMA T.PUBLIC SET DATA_RETENTION_TIME_IN_DAYS = 2",
    ],
)
def test_transient_is_retained_for_a_day_at_most(connection: SnowflakeConnection, statement: str) -> None:
    number, state, text = error_of(connection, statement)
    assert (number, state) == (1008, "22023")
    assert "invalid value [2] for parameter 'DATA_RETENTION_TIME_IN_DAYS'" in text
    run(connection, statement.replace("= 2", "= 1"))


@pytest.mark.parametrize(
    ("statement", "unexpected"),
    [
        ("CREATE TRANSIENT STAGE D.PUBLIC.X", "TRANSIENT"),
        ("CREATE STAGE D.PUBLIC.X WITH MANAGED ACCESS", "WITH"),
        ("CREATE DATABASE X WITH MANAGED ACCESS", "WITH"),
    ],
)
def test_other_kinds_are_neither(connection: SnowflakeConnection, statement: str, unexpected: str) -> None:
    number, state, text = error_of(connection, statement)
    assert (number, state) == (1003, "42000")
    assert f"unexpected '{unexpected}'" in text
