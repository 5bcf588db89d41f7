"""SHOW GRANTS in each of its forms."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import Connect, grants, rows, run

PRIVILEGE_COLUMNS = (
    "created_on", "privilege", "granted_on", "name", "granted_to", "grantee_name", "grant_option", "granted_by",
)  # fmt: skip


TO_USER = ("created_on", "privilege", "granted_on", "name", "role", *PRIVILEGE_COLUMNS[4:])
COLUMNS = {
    "SHOW GRANTS ON STAGE D.PUBLIC.S": (*PRIVILEGE_COLUMNS, "granted_by_role_type"),
    "SHOW GRANTS ON ROLE R": (*PRIVILEGE_COLUMNS, "granted_by_role_type"),
    "SHOW GRANTS ON ACCOUNT": PRIVILEGE_COLUMNS,
    "SHOW GRANTS TO ROLE SYSADMIN": PRIVILEGE_COLUMNS,
    "SHOW GRANTS TO USER U": TO_USER,
    "SHOW GRANTS": TO_USER,
    "SHOW GRANTS OF ROLE R": ("created_on", "role", "granted_to", "grantee_name", "granted_by"),
}


def test_show_grants_has_the_columns_of_its_form(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    assert {statement: tuple(rows(admin, statement)[0]) for statement in COLUMNS} == COLUMNS


def test_show_grants_to_user_shows_roles_as_privileges(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    found = [tuple(row.values())[1:] for row in rows(admin, "SHOW GRANTS TO USER U")]
    assert found == [("USAGE", "ROLE", "R", "R", "USER", "U", "false", "ACCOUNTADMIN")]
    assert rows(admin, "SHOW GRANTS ON STAGE D.PUBLIC.S")[0]["granted_by_role_type"] == "ROLE"


def test_show_grants_to_role_hides_what_does_not_exist_for_who_asks(
    admin: SnowflakeConnection, as_user: Connect
) -> None:
    run(admin, "CREATE ROLE OTHER", "GRANT READ ON STAGE D.PUBLIC.S TO ROLE OTHER", "GRANT ROLE R TO ROLE OTHER")
    connection = as_user()
    assert {g[2] for g in grants(connection, "SHOW GRANTS TO ROLE OTHER")} == {"R"}
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE R", "GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE R")
    run(admin, "GRANT WRITE ON STAGE D.PUBLIC.S TO ROLE R")
    assert {g[2] for g in grants(connection, "SHOW GRANTS TO ROLE OTHER")} == {"R", "D.PUBLIC.S"}


def test_grant_on_account_is_shown_as_such(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    run(admin, "GRANT BIND SERVICE ENDPOINT, CREATE COMPUTE POOL ON ACCOUNT TO ROLE R")
    shown = {g for g in grants(admin, "SHOW GRANTS ON ACCOUNT") if g[4] == "R"}
    assert shown == grants(admin, "SHOW GRANTS TO ROLE R")
    assert ("BIND SERVICE ENDPOINT", "ACCOUNT", "LOCALDEV", "ROLE", "R", "false", "ACCOUNTADMIN") in shown


def test_integration_grant_is_on_the_word_integration(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    run(
        admin,
        "CREATE SECURITY INTEGRATION I TYPE=oauth OAUTH_CLIENT=snowservices_ingress ENABLED=true",
        "GRANT USAGE ON INTEGRATION I TO ROLE R",
    )
    assert grants(admin, "SHOW GRANTS TO ROLE R") == {
        ("USAGE", "INTEGRATION", "I", "ROLE", "R", "false", "ACCOUNTADMIN")
    }


def test_grants_are_shown_as_far_as_asked(admin: SnowflakeConnection) -> None:
    run(admin, "USE ROLE ACCOUNTADMIN", "CREATE WAREHOUSE W", "GRANT USAGE, MONITOR ON WAREHOUSE W TO ROLE SYSADMIN")
    assert len(rows(admin, "SHOW GRANTS ON WAREHOUSE W")) == 3
    assert len(rows(admin, "SHOW GRANTS ON WAREHOUSE W LIMIT 2")) == 2
    assert len(rows(admin, "SHOW GRANTS TO ROLE ACCOUNTADMIN LIMIT 1")) == 1
