"""Names of more than 255 characters. https://docs.snowflake.com/en/sql-reference/identifiers-syntax"""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import error_of, rows, run

MOST, MORE = "é" * 255, "é" * 256


@pytest.mark.parametrize(
    "statement",
    [
        f'CREATE ROLE "{MORE}"',
        f'CREATE USER "{MORE}"',
        f'CREATE DATABASE "{MORE}"',
        f'CREATE SCHEMA D."{MORE}"',
        f'CREATE STAGE IF NOT EXISTS D.PUBLIC."{MORE}"',
        f'ALTER STAGE D.PUBLIC.S RENAME TO "{MORE}"',
        f'ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN "{MORE}"',
    ],
)
def test_refuse_a_name_that_is_too_long(admin: SnowflakeConnection, statement: str) -> None:
    run(admin, "USE ROLE ACCOUNTADMIN", "CREATE DATABASE D", "CREATE STAGE D.PUBLIC.S")
    number, state, text = error_of(admin, statement)
    assert (number, state) == (2009, "42622")
    assert f"Object name '{MORE}' exceeds maximum length limit of 255 characters." in text


def test_take_a_name_that_is_as_long_as_may_be(admin: SnowflakeConnection) -> None:
    run(admin, "USE ROLE ACCOUNTADMIN", f'CREATE DATABASE "{MOST}"', f'CREATE STAGE "{MOST}".PUBLIC."{MOST}"')
    assert [row["name"] for row in rows(admin, f'SHOW STAGES IN SCHEMA "{MOST}".PUBLIC')] == [MOST]


def test_name_that_is_not_there_may_be_any(admin: SnowflakeConnection) -> None:
    assert error_of(admin, f'DESCRIBE DATABASE "{MORE}"')[0] == 2003
