"""Warehouses: what they are made of, and their states."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import error_of, rows, run


def made_of(connection: SnowflakeConnection) -> tuple[str, str | None, str]:
    """Type, constraint and generation of W."""
    [row] = rows(connection, "SHOW WAREHOUSES LIKE 'W'")
    return row["type"], row["resource_constraint"], row["generation"]


def test_constraint_and_generation_are_two_words_for_one(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE WAREHOUSE W RESOURCE_CONSTRAINT = STANDARD_GEN_2")
    assert made_of(admin) == ("STANDARD", "STANDARD_GEN_2", "2")
    run(admin, "ALTER WAREHOUSE W SET GENERATION = '1'")
    assert made_of(admin) == ("STANDARD", None, "1")
    run(admin, "ALTER WAREHOUSE W SET GENERATION = '2' RESOURCE_CONSTRAINT = STANDARD_GEN_2")
    run(admin, "ALTER WAREHOUSE W UNSET RESOURCE_CONSTRAINT")
    assert made_of(admin) == ("STANDARD", None, "2")


@pytest.mark.parametrize(
    "options",
    [
        "RESOURCE_CONSTRAINT = MEMORY_16X",
        "RESOURCE_CONSTRAINT = STANDARD_GEN_1 WAREHOUSE_TYPE = 'SNOWPARK-OPTIMIZED'",
        "RESOURCE_CONSTRAINT = STANDARD_GEN_1 GENERATION = '2'",
        "RESOURCE_CONSTRAINT = MEMORY_16X WAREHOUSE_TYPE = 'SNOWPARK-OPTIMIZED' GENERATION = '2'",
        "RESOURCE_CONSTRAINT = HUGE",
    ],
)
def test_constraint_fits_the_type(admin: SnowflakeConnection, options: str) -> None:
    assert error_of(admin, f"CREATE WAREHOUSE W {options}")[:2] == (1008, "22023")
    run(admin, "CREATE WAREHOUSE W WAREHOUSE_TYPE = 'SNOWPARK-OPTIMIZED' RESOURCE_CONSTRAINT = MEMORY_16X_x86")
    assert made_of(admin)[1] == "MEMORY_16X_X86"


def test_there_is_no_resource_monitor(admin: SnowflakeConnection) -> None:
    number, state, text = error_of(admin, "CREATE WAREHOUSE W RESOURCE_MONITOR = M")
    assert (number, state) == (2003, "02000")
    assert "Resource monitor 'M' does not exist or not authorized." in text
    run(admin, "CREATE WAREHOUSE W RESOURCE_MONITOR = NULL", "ALTER WAREHOUSE W UNSET RESOURCE_MONITOR")


def test_alter_warehouse_suspends_once(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE WAREHOUSE W", "ALTER WAREHOUSE W SUSPEND")
    assert rows(admin, "SHOW WAREHOUSES")[0]["state"] == "SUSPENDED"
    assert error_of(admin, "ALTER WAREHOUSE W SUSPEND")[:2] == (90064, "22000")
    run(admin, "ALTER WAREHOUSE W RESUME IF SUSPENDED", "ALTER WAREHOUSE W RESUME IF SUSPENDED")
    assert rows(admin, "SHOW WAREHOUSES")[0]["state"] == "STARTED"


def test_resize_may_be_told_to_wait(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE WAREHOUSE W", "ALTER WAREHOUSE W SET WAREHOUSE_SIZE = 'SMALL' WAIT_FOR_COMPLETION = true")
    assert rows(admin, "SHOW WAREHOUSES")[0]["size"] == "Small"
