"""Refusals to sign in, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.connection import Connection
from components.credentials import Credentials
from components.secret import Secret
from components.settings_table import JWT, OAUTH, PASSWORD, PAT, WORKLOAD_IDENTITY
from components.sign_in_refusals import ROLE_NOT_GRANTED, refusal

HERE = Connection(
    organization_name="ACME",
    account_name="DEV_1",
    user="DEPLOYER",
    role="R",
    credentials=Credentials(authenticator=PASSWORD, password=Secret("not to be told")),
)


def with_(authenticator: str) -> Connection:
    return replace(HERE, credentials=Credentials(authenticator=authenticator, token=Secret("not to be told")))


def test_name_a_role_that_the_user_does_not_hold() -> None:
    problem = refusal(HERE, "CARETAKER", ROLE_NOT_GRANTED, "Role 'CARETAKER' specified in the connect string is not …")
    assert str(problem).startswith("role CARETAKER is not there, or not granted to DEPLOYER; allowed: a role that")
    assert "GRANT ROLE CARETAKER TO USER DEPLOYER" in problem.remedy


@pytest.mark.parametrize(
    "said",
    [
        "Failed to login: Login error: Incorrect username or password was specified., code: 390100",
        "Incorrect username or password was specified.",
    ],
)
def test_say_the_accounts_reason_without_what_drivers_put_around_it(said: str) -> None:
    problem = refusal(HERE, "R", 390100, said)
    assert problem.subject == "signing in to ACME-DEV_1 as DEPLOYER"
    assert problem.value == "refused: Incorrect username or password was specified"


@pytest.mark.parametrize(
    ("authenticator", "remedy"),
    [
        (PASSWORD, "check user and password"),
        (JWT, "RSA_PUBLIC_KEY"),
        (PAT, "SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER DEPLOYER"),
        (OAUTH, "get a new one"),
        (WORKLOAD_IDENTITY, "DESCRIBE USER DEPLOYER"),
    ],
)
def test_say_where_to_look_by_the_credential(authenticator: str, remedy: str) -> None:
    problem = refusal(with_(authenticator), "R", 390144, "JWT token is invalid.")
    assert remedy in problem.remedy
    assert "not to be told" not in str(problem)


@pytest.mark.parametrize("number", [14, 250001, 290404])
def test_name_the_account_that_does_not_answer(number: int) -> None:
    problem = refusal(HERE, "R", number, "Failed to login: no route")
    assert problem.subject == "account ACME-DEV_1"
    assert problem.value == "not to be reached at acme-dev-1.snowflakecomputing.com: no route"
    assert "snowflake:organizationName and accountName" in problem.remedy


def test_name_the_host_that_was_configured() -> None:
    problem = refusal(replace(HERE, host="127.0.0.1", port=7878), "R", 250001, "refused")
    assert problem.value == "not to be reached at 127.0.0.1:7878: refused"
    assert "snowflake:host and snowflake:port" in problem.remedy
