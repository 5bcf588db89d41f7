"""ALTER … SET TAG and UNSET TAG, and SYSTEM$GET_TAG."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.handlers.tags import LONGEST
from spcs_local_tests.running import error_of, rows, run

WORLD = (
    "USE ROLE ACCOUNTADMIN",
    "CREATE DATABASE D",
    "CREATE TAG D.PUBLIC.COST",
    "CREATE TAG D.PUBLIC.TEAM",
    "CREATE STAGE D.PUBLIC.FILES",
    "CREATE NETWORK RULE D.PUBLIC.OUT TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('example.com')",
    "CREATE COMPUTE POOL NODES MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_XS",
)


def value(connection: SnowflakeConnection, tag: str, name: str, kind: str) -> str | None:
    [row] = rows(connection, f"SELECT SYSTEM$GET_TAG('{tag}', '{name}', '{kind}')")
    found: str | None = next(iter(row.values()))
    return found


def test_set_and_unset(admin: SnowflakeConnection) -> None:
    run(admin, *WORLD, "ALTER COMPUTE POOL NODES SET TAG D.PUBLIC.COST = '42', D.PUBLIC.TEAM = 'a'")
    assert value(admin, "D.PUBLIC.COST", "NODES", "COMPUTE POOL") == "42"
    run(admin, "ALTER COMPUTE POOL NODES SET TAG D.PUBLIC.COST = '43'")
    assert value(admin, '"D"."PUBLIC"."COST"', '"NODES"', "compute pool") == "43"
    run(admin, "ALTER COMPUTE POOL IF EXISTS NODES UNSET TAG D.PUBLIC.COST", "ALTER ROLE IF EXISTS NO UNSET TAG X")
    assert value(admin, "D.PUBLIC.COST", "NODES", "COMPUTE POOL") is None
    assert value(admin, "D.PUBLIC.TEAM", "NODES", "COMPUTE POOL") == "a"


def test_objects_have_what_their_database_has_unless_they_have_their_own(admin: SnowflakeConnection) -> None:
    run(admin, *WORLD, "ALTER DATABASE D SET TAG D.PUBLIC.COST = 'all'")
    assert value(admin, "D.PUBLIC.COST", "D.PUBLIC.FILES", "STAGE") == "all"
    run(admin, "ALTER STAGE D.PUBLIC.FILES SET TAG D.PUBLIC.COST = 'own'")
    assert value(admin, "D.PUBLIC.COST", "D.PUBLIC.FILES", "STAGE") == "own"


def test_a_tag_goes_with_what_it_is_on_and_takes_its_values_along(admin: SnowflakeConnection) -> None:
    run(admin, *WORLD, "ALTER STAGE D.PUBLIC.FILES SET TAG D.PUBLIC.COST = '1'")
    run(admin, "DROP STAGE D.PUBLIC.FILES", "CREATE STAGE D.PUBLIC.FILES")
    assert value(admin, "D.PUBLIC.COST", "D.PUBLIC.FILES", "STAGE") is None
    run(admin, "ALTER STAGE D.PUBLIC.FILES SET TAG D.PUBLIC.COST = '1'", "CREATE OR REPLACE TAG D.PUBLIC.COST")
    assert value(admin, "D.PUBLIC.COST", "D.PUBLIC.FILES", "STAGE") is None


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("ALTER STAGE D.PUBLIC.FILES SET TAG D.PUBLIC.NONE = 'x'", 2003),
        (f"ALTER STAGE D.PUBLIC.FILES SET TAG D.PUBLIC.COST = '{'x' * (LONGEST + 1)}'", 1008),
        ("ALTER NETWORK RULE D.PUBLIC.OUT SET TAG D.PUBLIC.COST = 'x'", 1003),
        ("SELECT SYSTEM$GET_TAG('D.PUBLIC.COST', 'D.PUBLIC.OUT', 'NETWORK RULE')", 1008),
        ("SELECT SYSTEM$GET_TAG('D..', 'D', 'DATABASE')", 1008),
        ("SELECT SYSTEM$GET_TAG('D.PUBLIC.COST', 'D')", 938),
    ],
)
def test_refuse(admin: SnowflakeConnection, statement: str, number: int) -> None:
    run(admin, *WORLD)
    assert error_of(admin, statement)[0] == number
