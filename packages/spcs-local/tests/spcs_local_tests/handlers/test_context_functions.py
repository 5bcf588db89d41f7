"""Context functions, and the wait that a statement may be."""

from __future__ import annotations

import json

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import error_of, run
from spcs_local_tests.services.world import value


def test_secondary_roles_are_told_with_what_was_said(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE ROLE R", "GRANT ROLE R TO USER ADMIN", "USE ROLE R", "USE SECONDARY ROLES NONE")
    assert json.loads(value(admin, "CURRENT_SECONDARY_ROLES()")) == {"roles": "", "value": ""}
    assert value(admin, "IS_ROLE_IN_SESSION('SYSADMIN')") is False
    run(admin, "USE SECONDARY ROLES ALL")
    told = json.loads(value(admin, "CURRENT_SECONDARY_ROLES()"))
    assert (told["value"], "ACCOUNTADMIN" in told["roles"].split(",")) == ("ALL", True)
    assert value(admin, "IS_ROLE_IN_SESSION('SYSADMIN')") is True


def test_search_path_is_where_the_session_is(admin: SnowflakeConnection) -> None:
    assert json.loads(value(admin, "CURRENT_SCHEMAS()")) == []
    run(admin, "CREATE DATABASE D")
    assert json.loads(value(admin, "CURRENT_SCHEMAS()")) == ["D.PUBLIC"]


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("IS_ROLE_IN_SESSION()", 938),
        ("SYSTEM$WAIT()", 1008),
        ("SYSTEM$WAIT('soon')", 1008),
        ("SYSTEM$WAIT(0, 'YEARS')", 1008),
    ],
)
def test_wrong_arguments_are_refused(admin: SnowflakeConnection, expression: str, number: int) -> None:
    assert error_of(admin, f"SELECT {expression}")[0] == number


def test_wait_says_how_long_it_was(admin: SnowflakeConnection) -> None:
    assert value(admin, "SYSTEM$WAIT(0)") == "waited 0 seconds"
    assert value(admin, "SYSTEM$WAIT(1, 'MILLISECONDS')") == "waited 1 milliseconds"
