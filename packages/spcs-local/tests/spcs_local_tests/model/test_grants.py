"""Roles that are granted to roles."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import Connect, error_of, run


def test_role_inherits_what_it_is_granted(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "CREATE ROLE CHILD", "GRANT USAGE ON DATABASE D TO ROLE CHILD", "GRANT ROLE CHILD TO ROLE R")
    connection = as_user()
    run(connection, "USE DATABASE D", "USE ROLE CHILD")
    assert error_of(admin, "GRANT ROLE R TO ROLE CHILD")[:2] == (3004, "42501")
