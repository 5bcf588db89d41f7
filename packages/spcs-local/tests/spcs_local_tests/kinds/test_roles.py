"""Roles that are dropped."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import Connect, rows, run


def test_drop_role_leaves_its_objects_to_who_dropped_it(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "GRANT CREATE WAREHOUSE ON ACCOUNT TO ROLE R")
    run(as_user(), "CREATE WAREHOUSE W")
    run(admin, "DROP ROLE R")
    assert rows(admin, "SHOW WAREHOUSES")[0]["owner"] == "ACCOUNTADMIN"
