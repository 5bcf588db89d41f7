"""Context functions, and the wait that a statement may be."""

from __future__ import annotations

import json

import pytest
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import until
from spcs_local_tests.running import Connect, RunningAccount, error_of, run
from spcs_local_tests.services.world import value


def test_secondary_roles_are_told_with_what_was_said(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE ROLE R", "GRANT ROLE R TO USER ADMIN", "USE ROLE R", "USE SECONDARY ROLES NONE")
    assert json.loads(value(admin, "CURRENT_SECONDARY_ROLES()")) == {"roles": "", "value": ""}
    assert value(admin, "IS_ROLE_IN_SESSION('SYSADMIN')") is False
    run(admin, "USE SECONDARY ROLES ALL")
    told = json.loads(value(admin, "CURRENT_SECONDARY_ROLES()"))
    assert (told["value"], "ACCOUNTADMIN" in told["roles"].split(",")) == ("ALL", True)
    assert value(admin, "IS_ROLE_IN_SESSION('SYSADMIN')") is True


def test_context_is_told(admin: SnowflakeConnection) -> None:
    told = {
        "CURRENT_ACCOUNT_NAME()": "DEV",
        "CURRENT_ORGANIZATION_NAME()": "LOCAL",
        "CURRENT_REGION()": "LOCAL",
        "CURRENT_ROLE_TYPE()": "ROLE",
        "CURRENT_CLIENT()": "",
        "CURRENT_SESSION()": str(admin.session_id),
        "CURRENT_STATEMENT()": "SELECT CURRENT_STATEMENT()",
    }
    assert {expression: value(admin, expression) for expression in told} == told
    assert value(admin, "CURRENT_VERSION()").count(".") == 2
    assert value(admin, "CURRENT_TIMESTAMP()").tzinfo is not None
    assert "SYSADMIN" in json.loads(value(admin, "CURRENT_AVAILABLE_ROLES()"))


def test_search_path_is_where_the_session_is(admin: SnowflakeConnection) -> None:
    assert json.loads(value(admin, "CURRENT_SCHEMAS()")) == []
    run(admin, "CREATE DATABASE D")
    assert json.loads(value(admin, "CURRENT_SCHEMAS()")) == ["D.PUBLIC"]


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("IS_ROLE_IN_SESSION()", 938),
        ("SYSTEM$CANCEL_ALL_QUERIES()", 938),
        ("SYSTEM$CANCEL_ALL_QUERIES('mine')", 1008),
        ("SYSTEM$WAIT()", 1008),
        ("SYSTEM$WAIT('soon')", 1008),
        ("SYSTEM$WAIT(-1)", 1008),
        ("SYSTEM$WAIT(0, 'YEARS')", 1008),
    ],
)
def test_wrong_arguments_are_refused(admin: SnowflakeConnection, expression: str, number: int) -> None:
    assert error_of(admin, f"SELECT {expression}")[0] == number


def test_wait_says_how_long_it_was(admin: SnowflakeConnection) -> None:
    assert value(admin, "SYSTEM$WAIT(0)") == "waited 0 seconds"
    assert value(admin, "SYSTEM$WAIT(1, 'MILLISECONDS')") == "waited 1 milliseconds"


def test_cancel_ends_what_is_under_way_for_those_who_may(
    account: RunningAccount, admin: SnowflakeConnection, as_user: Connect
) -> None:
    run(
        admin,
        "CREATE WAREHOUSE W",
        "GRANT USAGE ON WAREHOUSE W TO ROLE R",
        "CREATE ROLE S",
        "GRANT ROLE S TO USER ADMIN",
    )
    waiting, under_way = as_user(warehouse="W"), account.account.model.under_way
    waiting.cursor().execute_async("SELECT SYSTEM$WAIT(600)")
    session = int(waiting.session_id)
    until(lambda: under_way.of(session))
    cancel = f"SYSTEM$CANCEL_ALL_QUERIES({session})"
    run(admin, "USE SECONDARY ROLES NONE", "USE ROLE S")
    assert value(admin, cancel) == "0 cancelled."
    run(admin, "USE ROLE ACCOUNTADMIN", "GRANT OPERATE ON WAREHOUSE W TO ROLE S", "USE ROLE S")
    assert value(admin, cancel) == "1 cancelled."
    until(lambda: not under_way.of(session))
    assert value(as_user(), cancel) == "0 cancelled."
    waiting.cursor().execute_async("SELECT SYSTEM$WAIT(600)")
    until(lambda: under_way.of(session))
    assert value(as_user(), cancel) == "1 cancelled."


def test_no_version_of_a_client_is_out_of_support(admin: SnowflakeConnection) -> None:
    assert json.loads(value(admin, "SYSTEM$CLIENT_VERSION_INFO()")) == []
