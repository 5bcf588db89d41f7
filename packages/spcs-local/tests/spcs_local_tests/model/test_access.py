"""Who may do what, and what does not exist for whom."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import Connect, error_of, rows, run


def test_what_a_role_may_not_see_does_not_exist(as_user: Connect) -> None:
    connection = as_user()
    assert rows(connection, "SHOW DATABASES") == []
    assert rows(connection, "SHOW STAGES IN ACCOUNT") == []
    assert error_of(connection, "DROP DATABASE D")[:2] == (2003, "02000")
    assert error_of(connection, "LIST @D.PUBLIC.S")[:2] == (2003, "02000")
    assert error_of(connection, "USE DATABASE D")[:2] == (2043, "02000")


def test_stage_is_seen_only_with_its_schema_and_database(admin: SnowflakeConnection, as_user: Connect) -> None:
    connection = as_user()
    run(admin, "GRANT READ ON STAGE D.PUBLIC.S TO ROLE R", "GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE R")
    assert error_of(connection, "LIST @D.PUBLIC.S")[0] == 2003
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE R")
    assert rows(connection, "LIST @D.PUBLIC.S") == []


def test_read_on_a_stage_does_not_write(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(
        admin,
        "GRANT USAGE ON DATABASE D TO ROLE R",
        "GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE R",
        "GRANT READ ON STAGE D.PUBLIC.S TO ROLE R",
    )
    connection = as_user()
    assert error_of(connection, "REMOVE @D.PUBLIC.S")[:2] == (3001, "42501")
    assert error_of(connection, "DROP STAGE D.PUBLIC.S")[:2] == (3001, "42501")


def test_secondary_roles_count_for_use_and_not_for_create(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "CREATE ROLE MAKER", "GRANT CREATE DATABASE ON ACCOUNT TO ROLE MAKER", "GRANT ROLE MAKER TO USER U")
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE MAKER")
    connection = as_user()
    assert error_of(connection, "USE DATABASE D")[0] == 2043
    run(connection, "USE SECONDARY ROLES ALL", "USE DATABASE D")
    assert error_of(connection, "CREATE DATABASE X")[:2] == (3001, "42501")


def test_managed_access_takes_grants_from_owners(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(
        admin,
        "GRANT USAGE ON DATABASE D TO ROLE R",
        "GRANT USAGE, CREATE STAGE ON SCHEMA D.PUBLIC TO ROLE R",
        "ALTER SCHEMA D.PUBLIC ENABLE MANAGED ACCESS",
    )
    connection = as_user()
    run(connection, "CREATE STAGE D.PUBLIC.MINE")
    assert error_of(connection, "GRANT READ ON STAGE D.PUBLIC.MINE TO ROLE PUBLIC")[0] == 3102
    assert rows(admin, "SHOW SCHEMAS LIKE 'PUBLIC' IN DATABASE D")[0]["options"] == "MANAGED ACCESS"
    run(admin, "ALTER SCHEMA D.PUBLIC DISABLE MANAGED ACCESS")
    run(connection, "GRANT READ ON STAGE D.PUBLIC.MINE TO ROLE PUBLIC")
