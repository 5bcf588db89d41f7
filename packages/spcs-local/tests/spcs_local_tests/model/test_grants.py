"""Roles that are granted to roles and users."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local.model.objects import Objects
from spcs_local_tests.running import Connect, RunningAccount, error_of, rows, run

MANY = 33_000  # more than SQLite takes as terms of a query, or as parameters


def test_role_inherits_what_it_is_granted(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "CREATE ROLE CHILD", "GRANT USAGE ON DATABASE D TO ROLE CHILD", "GRANT ROLE CHILD TO ROLE R")
    connection = as_user()
    run(connection, "USE DATABASE D", "USE ROLE CHILD")
    assert error_of(admin, "GRANT ROLE R TO ROLE CHILD")[:2] == (3004, "42501")


def _role_ids(objects: Objects, count: int) -> list[int]:
    """As many ids as roles could have; what matters is their number."""
    role = objects.find("ROLE", "SYSADMIN")
    assert role is not None
    return [role.id, *range(10**6, 10**6 + count)]


def test_closure_and_privileges_take_any_number_of_roles(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE D", "GRANT USAGE ON DATABASE D TO ROLE SYSADMIN")
    model = account.account.model
    ids = _role_ids(model.objects, MANY)
    database = model.objects.find("DATABASE", "D")
    assert database is not None
    assert model.grants.closure(ids) == {*ids, *model.grants.closure(ids[:1])}
    assert model.grants.privileges(database.id, ids) == {"USAGE": False}


def test_user_with_many_roles_signs_in(account: RunningAccount, as_user: Connect) -> None:
    model = account.account.model
    user, kind = model.objects.find("USER", "U"), account.account.language.kinds["ROLE"]
    assert user is not None
    with model.catalog.transaction():
        for number in range(600):
            role = model.objects.create(kind, None, f"R{number}", None, {})
            model.grants.add_role(role.id, user.id, "ACCOUNTADMIN")
    run(connection := as_user(), "USE SECONDARY ROLES ALL")
    assert len(rows(connection, "SHOW GRANTS TO USER U")) == 601
