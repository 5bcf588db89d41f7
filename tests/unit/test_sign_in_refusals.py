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


MFA = "Failed to authenticate: MFA with TOTP is required. To authenticate, provide both your password and a passcode."
ENROLL = "Multi-factor authentication is required for this account. Log in to Snowsight to enroll."
LOCKED = "Your user account has been temporarily locked due to too many failed attempts. Try again after 15 minutes."
POLICY = "Incoming request with IP/Token 198.51.100.7 is not allowed to access Snowflake."


@pytest.mark.parametrize(
    ("number", "said", "allowed", "remedy"),
    [
        (394508, MFA, "asks for no second factor", "as a user of TYPE SERVICE"),
        (390197, ENROLL, "asks for no second factor", "sign in with a key pair"),
        (390102, LOCKED, "not locked out", "ALTER USER DEPLOYER SET MINS_TO_UNLOCK = 0"),
        (390102, "Too many failed attempts to sign in as 'DEPLOYER'.", "not locked out", "wait, 15 minutes"),
        (390101, "User access disabled. Contact your local system administrator.", "not disabled", "DISABLED = FALSE"),
        (390422, POLICY, "an address that the network policy lets in", "switch the VPN on"),
        (390318, "OAuth access token expired.", "an OAuth token that has not expired", "SNOWFLAKE_TOKEN"),
    ],
)
def test_say_what_to_do_by_what_the_account_says(number: int, said: str, allowed: str, remedy: str) -> None:
    for authenticator in (OAUTH,) if "OAuth" in said else (PASSWORD, JWT):
        problem = refusal(with_(authenticator), "R", number, f"Failed to login: Login error: {said}, code: {number}")
        assert problem.value == f"refused: {said.rstrip('.')}"
        assert allowed in problem.allowed
        assert remedy in problem.remedy


NO_RESPONSE = "Invalid Snowflake response. Snowflake responded with error status: "
RETRIED = "HTTP request failed after retries: login request. "


@pytest.mark.parametrize(
    ("number", "reason", "allowed", "remedy"),
    [
        (250001, f"{NO_RESPONSE}404 Not Found, message: x", "an account that there is", "CURRENT_ORGANIZATION_NAME()"),
        (250001, f"{NO_RESPONSE}403 Forbidden, message: x", "an account that there is", "or the proxy on the way"),
        (250001, f"{RETRIED}failed to lookup address information", "has an address", "switch the VPN on"),
        (250001, f"{RETRIED}invalid peer certificate: x", "answers there itself", "whose certificate this machine"),
        (250001, f"{RETRIED}max attempts (6) reached; last status 503", "that answers", "status.snowflake.com"),
        (14, "login timed out after 60s", "that answers", "VPN, proxy as HTTPS_PROXY has it, firewall"),
    ],
)
def test_say_what_to_do_by_why_there_is_no_answer(number: int, reason: str, allowed: str, remedy: str) -> None:
    problem = refusal(HERE, "R", number, f"Failed to login: {reason}")
    assert problem.value == f"not to be reached at acme-dev-1.snowflakecomputing.com: {reason}"
    assert allowed in problem.allowed
    assert remedy in problem.remedy
    assert "snowflake:organizationName and accountName" in problem.remedy


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
