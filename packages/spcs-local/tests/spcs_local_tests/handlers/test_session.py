"""USE: of roles, databases and schemas."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import Connect, error_of, rows, run


def test_use_moves_the_session_and_a_failure_does_not(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE D", "CREATE SCHEMA S", "USE ROLE SYSADMIN", "USE SCHEMA D.PUBLIC")
    error_of(admin, "USE ROLE ORGADMIN")
    error_of(admin, "CREATE DATABASE D")
    found = rows(admin, "SELECT CURRENT_ROLE() R, CURRENT_DATABASE() D, CURRENT_SCHEMA() S")
    assert found == [{"r": "SYSADMIN", "d": "D", "s": "PUBLIC"}]


def test_use_without_a_word_takes_database_or_schema(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE D", "CREATE SCHEMA S", "CREATE DATABASE E", "USE D", "USE D.S")
    assert rows(admin, "SELECT CURRENT_DATABASE() D, CURRENT_SCHEMA() S") == [{"d": "D", "s": "S"}]


def test_use_role_not_granted_is_refused(as_user: Connect) -> None:
    text = (
        "003013 (42501): SQL access control error:\n"
        "Requested role 'SYSADMIN' is not assigned to the executing user. Specify another role."
    )
    connection = as_user()
    assert error_of(connection, "USE ROLE SYSADMIN") == (3013, "42501", text)
    run(connection, "USE ROLE PUBLIC")
