"""Roles, privileges, ownership: who may do what, and how SHOW GRANTS tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run

Connect = Callable[..., SnowflakeConnection]


def grants(connection: SnowflakeConnection, statement: str) -> set[tuple[Any, ...]]:
    columns = ("privilege", "granted_on", "name", "granted_to", "grantee_name", "grant_option", "granted_by")
    return {tuple(row[column] for column in columns) for row in rows(connection, statement)}


@pytest.fixture
def as_user(account: RunningAccount, admin: SnowflakeConnection) -> Connect:
    """A connection of user U, who holds role R and has no secondary roles."""
    run(
        admin,
        "CREATE ROLE R",
        "CREATE USER U PASSWORD = 'secret' DEFAULT_ROLE = R DEFAULT_SECONDARY_ROLES = ()",
        "GRANT ROLE R TO USER U",
        "CREATE DATABASE D",
        "CREATE STAGE D.PUBLIC.S",
    )
    return lambda **options: account.connect(user="U", password="secret", **options)


def test_system_roles_have_their_hierarchy(admin: SnowflakeConnection) -> None:
    held = rows(admin, "SELECT CURRENT_AVAILABLE_ROLES() AS R")[0]["r"]
    assert held == '["ACCOUNTADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN"]'
    of_useradmin = [(g["grantee_name"], g["granted_to"]) for g in rows(admin, "SHOW GRANTS OF ROLE USERADMIN")]
    assert of_useradmin == [("SECURITYADMIN", "ROLE")]


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        ("USERADMIN", "CREATE ROLE X", "CREATE DATABASE X"),
        ("USERADMIN", "CREATE USER X", "CREATE WAREHOUSE X"),
        ("SYSADMIN", "CREATE DATABASE X", "CREATE ROLE X"),
        ("SYSADMIN", "CREATE WAREHOUSE X", "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE SYSADMIN"),
        ("SECURITYADMIN", "CREATE ROLE X", "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE SYSADMIN"),
        ("ACCOUNTADMIN", "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE SYSADMIN", "DROP ROLE SYSADMIN"),
    ],
)
def test_system_role_may_and_may_not(account: RunningAccount, role: str, allowed: str, refused: str) -> None:
    connection = account.connect(role=role)
    run(connection, "USE SECONDARY ROLES NONE", allowed)
    assert error_of(connection, refused)[:2] == (3102 if refused.startswith("GRANT") else 3001, "42501")


def test_insufficient_privileges_name_the_object(account: RunningAccount) -> None:
    connection = account.connect(role="USERADMIN")
    text = "003001 (42501): SQL access control error:\nInsufficient privileges to operate on account 'LOCALDEV'."
    assert error_of(connection, "CREATE DATABASE X")[2] == text


def test_use_role_not_granted_is_refused(as_user: Connect) -> None:
    text = (
        "003013 (42501): SQL access control error:\n"
        "Requested role 'SYSADMIN' is not assigned to the executing user. Specify another role."
    )
    connection = as_user()
    assert error_of(connection, "USE ROLE SYSADMIN") == (3013, "42501", text)
    run(connection, "USE ROLE PUBLIC")


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


def test_revoke_takes_effect_in_open_sessions(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE R")
    connection = as_user()
    run(connection, "USE DATABASE D")
    run(admin, "REVOKE USAGE ON DATABASE D FROM ROLE R")
    assert error_of(connection, "USE DATABASE D")[0] == 2043
    run(admin, "REVOKE ROLE R FROM USER U")
    assert rows(connection, "SELECT CURRENT_ROLE() AS R") == [{"r": None}]


def test_role_inherits_what_it_is_granted(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "CREATE ROLE CHILD", "GRANT USAGE ON DATABASE D TO ROLE CHILD", "GRANT ROLE CHILD TO ROLE R")
    connection = as_user()
    run(connection, "USE DATABASE D", "USE ROLE CHILD")
    assert error_of(admin, "GRANT ROLE R TO ROLE CHILD")[:2] == (3004, "42501")


def test_secondary_roles_count_for_use_and_not_for_create(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "CREATE ROLE MAKER", "GRANT CREATE DATABASE ON ACCOUNT TO ROLE MAKER", "GRANT ROLE MAKER TO USER U")
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE MAKER")
    connection = as_user()
    assert error_of(connection, "USE DATABASE D")[0] == 2043
    run(connection, "USE SECONDARY ROLES ALL", "USE DATABASE D")
    assert error_of(connection, "CREATE DATABASE X")[:2] == (3001, "42501")


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


def test_grant_all_expands_to_the_kinds_privileges(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    run(admin, "USE ROLE SECURITYADMIN", "GRANT ALL PRIVILEGES ON STAGE D.PUBLIC.S TO R")
    assert grants(admin, "SHOW GRANTS ON STAGE D.PUBLIC.S") == {
        ("OWNERSHIP", "STAGE", "D.PUBLIC.S", "ROLE", "ACCOUNTADMIN", "true", "ACCOUNTADMIN"),
        ("READ", "STAGE", "D.PUBLIC.S", "ROLE", "R", "false", "ACCOUNTADMIN"),
        ("WRITE", "STAGE", "D.PUBLIC.S", "ROLE", "R", "false", "ACCOUNTADMIN"),
    }
    run(admin, "REVOKE ALL PRIVILEGES ON STAGE D.PUBLIC.S FROM ROLE R")
    assert len(grants(admin, "SHOW GRANTS ON STAGE D.PUBLIC.S")) == 1


def test_grant_on_account_is_shown_as_such(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    run(admin, "GRANT BIND SERVICE ENDPOINT, CREATE COMPUTE POOL ON ACCOUNT TO ROLE R")
    shown = {g for g in grants(admin, "SHOW GRANTS ON ACCOUNT") if g[4] == "R"}
    assert shown == grants(admin, "SHOW GRANTS TO ROLE R")
    assert ("BIND SERVICE ENDPOINT", "ACCOUNT", "LOCALDEV", "ROLE", "R", "false", "ACCOUNTADMIN") in shown


def test_grant_option_passes_the_right_on(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "CREATE ROLE OTHER", "GRANT USAGE ON DATABASE D TO ROLE R")
    connection = as_user()
    assert error_of(connection, "GRANT USAGE ON DATABASE D TO ROLE OTHER")[:2] == (3102, "42501")
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE R WITH GRANT OPTION")
    run(connection, "GRANT USAGE ON DATABASE D TO ROLE OTHER")
    assert ("USAGE", "DATABASE", "D", "ROLE", "OTHER", "false", "R") in grants(admin, "SHOW GRANTS ON DATABASE D")
    assert error_of(admin, "REVOKE GRANT OPTION FOR USAGE ON DATABASE D FROM ROLE R")[:2] == (3036, "23001")
    run(admin, "REVOKE GRANT OPTION FOR USAGE ON DATABASE D FROM ROLE R CASCADE")
    assert {g[4] for g in grants(admin, "SHOW GRANTS ON DATABASE D") if g[0] == "USAGE"} == {"R"}
    assert error_of(connection, "GRANT USAGE ON DATABASE D TO ROLE OTHER")[0] == 3102


def test_grant_of_a_privilege_the_kind_has_not_is_an_error(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    text = "003008 (42601): SQL compilation error:\nInvalid privilege 'OPERATE' for object type 'STAGE'."
    assert error_of(admin, "GRANT OPERATE ON STAGE D.PUBLIC.S TO ROLE R") == (3008, "42601", text)


def test_grant_on_all_reaches_each_object(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    run(admin, "CREATE STAGE D.PUBLIC.T", "GRANT READ ON ALL STAGES IN SCHEMA D.PUBLIC TO ROLE R")
    assert {g[2] for g in grants(admin, "SHOW GRANTS TO ROLE R")} == {"D.PUBLIC.S", "D.PUBLIC.T"}


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


def test_ownership_moves_with_its_grants(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    run(admin, "CREATE ROLE READER", "GRANT READ ON STAGE D.PUBLIC.S TO ROLE READER")
    assert error_of(admin, "GRANT OWNERSHIP ON STAGE D.PUBLIC.S TO ROLE R")[:2] == (3036, "23001")
    run(admin, "GRANT OWNERSHIP ON STAGE D.PUBLIC.S TO ROLE R COPY CURRENT GRANTS")
    assert rows(admin, "SHOW STAGES IN DATABASE D")[0]["owner"] == "R"
    run(admin, "GRANT OWNERSHIP ON STAGE D.PUBLIC.S TO ROLE SYSADMIN REVOKE CURRENT GRANTS")
    assert {g[0] for g in grants(admin, "SHOW GRANTS ON STAGE D.PUBLIC.S")} == {"OWNERSHIP"}


def test_drop_role_leaves_its_objects_to_who_dropped_it(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "GRANT CREATE WAREHOUSE ON ACCOUNT TO ROLE R")
    run(as_user(), "CREATE WAREHOUSE W")
    run(admin, "DROP ROLE R")
    assert rows(admin, "SHOW WAREHOUSES")[0]["owner"] == "ACCOUNTADMIN"


def test_sysadmin_creates_pools_by_a_setting(spcs_local_factory: Callable[..., RunningAccount]) -> None:
    held = []
    for value in (True, False):
        found = grants(spcs_local_factory(sysadminCreatesPools=value).connect(), "SHOW GRANTS TO ROLE SYSADMIN")
        held.append("CREATE COMPUTE POOL" in {grant[0] for grant in found})
    assert held == [True, False]


def test_account_answers_for_registry_and_ingress(account: RunningAccount, as_user: Connect) -> None:
    del as_user
    run(account.connect(), "CREATE IMAGE REPOSITORY D.PUBLIC.I", "GRANT READ ON IMAGE REPOSITORY D.PUBLIC.I TO ROLE R")
    principal = account.account.model.authenticate_password("u", "secret")
    held = [
        account.account.model.has_privilege(principal, privilege, "IMAGE REPOSITORY", name)
        for privilege, name in (("READ", "D.PUBLIC.I"), ("WRITE", "d.public.i"), ("READ", "D.PUBLIC.NOPE"))
    ]
    assert (principal.role, held) == ("R", [True, False, False])
    assert account.account.model.roles_of(account.account.model.principal_of("U")) == {"R", "PUBLIC"}


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
