"""ALTER … SET TAG and UNSET TAG, and SYSTEM$GET_TAG."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.handlers.tagging import LONGEST
from spcs_local_tests.running import RunningAccount, error_of, rows, run

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


def test_created_with(world: RunningAccount) -> None:
    admin = world.connect(role="ACCOUNTADMIN", database="DEMO", schema="APP")
    image = "$$spec: {containers: [{name: main, image: /demo/app/repo/image:1}]}$$"
    run(
        admin,
        "CREATE TAG COST",
        "CREATE TAG TEAM",
        "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_XS"
        " WITH TAG (COST = '1', DEMO.APP.TEAM = 'a') COMMENT = 'x'",
        "CREATE STAGE S TAG (COST = '2')",
        "GRANT APPLY ON TAG COST TO ROLE OWNER",
        "USE ROLE OWNER",
        f"CREATE SERVICE S IN COMPUTE POOL POOL FROM SPECIFICATION {image} WITH TAG (COST = '3') MIN_INSTANCES = 1",
        f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL NAME = J ASYNC = TRUE TAG (COST = '4') FROM SPECIFICATION {image}",
    )
    names = {"P": "COMPUTE POOL", "DEMO.APP.S": "STAGE", "S": "SERVICE", "J": "SERVICE"}
    run(admin, "USE ROLE ACCOUNTADMIN")
    assert [value(admin, "COST", name, kind) for name, kind in names.items()] == ["1", "2", "3", "4"]
    assert value(admin, "TEAM", "P", "COMPUTE POOL") == "a"
    assert error_of(admin, "CREATE STAGE N TAG (NONE = '2')")[0] == 2003
    assert rows(admin, "SHOW STAGES LIKE 'N'") == []
    assert error_of(admin, "CREATE NETWORK RULE N TYPE = IPV4 VALUE_LIST = ('1.2.3.4') TAG (COST = '2')")[0] == 1422


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
