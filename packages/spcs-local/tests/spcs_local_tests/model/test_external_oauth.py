"""Sign-in with another server's access token, through the real connector."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from snowflake.connector import SnowflakeConnection

from spcs_local.testing import TokenIssuer
from spcs_local_tests.running import RunningAccount, error_of, refusal, rows, run

AUDIENCE = "https://local-dev.snowflakecomputing.com"
ROLE = "SELECT CURRENT_USER() AS U, CURRENT_ROLE() AS R, CURRENT_SECONDARY_ROLES() AS S"
NOT_LISTED = "390317"
Connect = Callable[..., SnowflakeConnection]
Token = Callable[..., str]


@pytest.fixture(autouse=True)
def integration(admin: SnowflakeConnection, spcs_local_issuer: TokenIssuer) -> None:
    """An integration OAUTH, and a user U who holds ANALYST and ENGINEER."""
    run(
        admin,
        "CREATE SECURITY INTEGRATION OAUTH TYPE = EXTERNAL_OAUTH ENABLED = TRUE EXTERNAL_OAUTH_TYPE = CUSTOM"
        f" EXTERNAL_OAUTH_ISSUER = '{spcs_local_issuer.url}'"
        f" EXTERNAL_OAUTH_JWS_KEYS_URL = '{spcs_local_issuer.keys_url}'"
        " EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub'"
        " EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'LOGIN_NAME'",
        *("CREATE ROLE ANALYST", "CREATE ROLE ENGINEER"),
        "CREATE USER U LOGIN_NAME = 'u@example.com' EMAIL = 'u@example.org' TYPE = SERVICE DEFAULT_ROLE = ANALYST",
        *("GRANT ROLE ANALYST TO USER U", "GRANT ROLE ENGINEER TO USER U"),
    )


@pytest.fixture
def token(spcs_local_issuer: TokenIssuer) -> Token:
    """A token of U for ANALYST, unless something else is said."""

    def make(audience: str | list[str] = AUDIENCE, seconds: float = 300, **claims: Any) -> str:
        return spcs_local_issuer.token("u@example.com", audience, seconds, **{"scp": "session:role:analyst", **claims})

    return make


@pytest.fixture
def connect(account: RunningAccount) -> Connect:
    return lambda token, **options: account.connect(user="", authenticator="OAUTH", token=token, **options)


@pytest.fixture
def refused(account: RunningAccount) -> Callable[..., str]:
    return lambda token, **options: refusal(
        account, **{"user": "", "authenticator": "OAUTH", "token": token, **options}
    )


def test_token_signs_its_user_in_as_its_role_alone(connect: Connect, token: Token) -> None:
    session = connect(token())
    [found] = rows(session, ROLE)
    assert (found["u"], found["r"]) == ("U", "ANALYST")
    for statement in ("USE ROLE ENGINEER", "USE ROLE PUBLIC", "USE SECONDARY ROLES ALL"):
        assert error_of(session, statement)[:2] == (3107, "42501")


def test_connection_takes_a_role_of_the_token(connect: Connect, token: Token) -> None:
    both = token(scp=["session:role:analyst", "session:role:engineer"])
    assert rows(connect(both, role="ENGINEER"), ROLE)[0]["r"] == "ENGINEER"
    assert rows(connect(token(scp="session:role:analyst,session:role:engineer"), role="ENGINEER"), ROLE)


@pytest.mark.parametrize(
    ("claims", "options"),
    [
        ({"scp": "session:role:engineer"}, {}),  # the user's default role is not among them
        ({}, {"role": "ENGINEER"}),
        ({"scp": None}, {}),
        ({"scp": "analyst"}, {}),
        ({"scp": "session:role-any"}, {}),
        ({"scope": "session:role:engineer"}, {"role": "ENGINEER"}),
    ],
)
def test_role_that_the_token_does_not_list_is_refused(
    refused: Callable[..., str], token: Token, claims: dict[str, Any], options: dict[str, Any]
) -> None:
    words = refused(token(**claims), **options)
    assert NOT_LISTED in words
    assert "is not listed in the Access Token or was filtered" in words


def test_role_that_the_user_does_not_hold_is_refused(refused: Callable[..., str], token: Token) -> None:
    assert "390189" in refused(token(scp="session:role:sysadmin"), role="SYSADMIN")


def test_any_role_lets_the_user_decide(admin: SnowflakeConnection, connect: Connect, token: Token) -> None:
    run(admin, "ALTER SECURITY INTEGRATION OAUTH SET EXTERNAL_OAUTH_ANY_ROLE_MODE = ENABLE")
    session = connect(token(scp="SESSION:ROLE-ANY"))
    [found] = rows(session, ROLE)
    assert (found["r"], '"ALL"' in found["s"]) == ("ANALYST", True)
    run(session, "USE ROLE ENGINEER", "USE SECONDARY ROLES NONE")
    assert error_of(connect(token()), "USE ROLE ENGINEER")[0] == 3107


def test_any_role_may_need_a_privilege(
    admin: SnowflakeConnection, connect: Connect, refused: Callable[..., str], token: Token
) -> None:
    run(admin, "ALTER SECURITY INTEGRATION OAUTH SET EXTERNAL_OAUTH_ANY_ROLE_MODE = 'ENABLE_FOR_PRIVILEGE'")
    assert NOT_LISTED in refused(token(scp="session:role-any"))
    run(admin, "GRANT USE_ANY_ROLE ON INTEGRATION OAUTH TO ROLE ENGINEER")
    run(connect(token(scp="session:role-any")), "USE ROLE ENGINEER")


def test_roles_are_blocked_or_allowed(
    admin: SnowflakeConnection, connect: Connect, refused: Callable[..., str], token: Token
) -> None:
    run(admin, "GRANT ROLE ACCOUNTADMIN TO USER U")
    administrator = token(scp="session:role:accountadmin")
    assert NOT_LISTED in refused(administrator, role="ACCOUNTADMIN")
    run(admin, "ALTER SECURITY INTEGRATION OAUTH SET EXTERNAL_OAUTH_BLOCKED_ROLES_LIST = ('analyst')")
    assert NOT_LISTED in refused(token())
    run(admin, "ALTER SECURITY INTEGRATION OAUTH SET EXTERNAL_OAUTH_ALLOWED_ROLES_LIST = ('ACCOUNTADMIN')")
    connect(administrator, role="ACCOUNTADMIN")
    assert NOT_LISTED in refused(token())


def test_claims_map_to_the_user(admin: SnowflakeConnection, connect: Connect, token: Token) -> None:
    run(
        admin,
        "ALTER SECURITY INTEGRATION OAUTH SET EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = ('upn', 'mail')"
        " EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'email_address'"
        " EXTERNAL_OAUTH_SCOPE_MAPPING_ATTRIBUTE = 'scope' EXTERNAL_OAUTH_SCOPE_DELIMITER = ' '",
    )
    made = token(mail=["nobody", "U@example.org"], scope="openid session:role:analyst", scp=None)
    assert rows(connect(made), ROLE)[0]["u"] == "U"


def test_audience_is_the_account_or_listed(
    admin: SnowflakeConnection, connect: Connect, refused: Callable[..., str], token: Token
) -> None:
    connect(token("local-dev.snowflakecomputing.com"))
    words = refused(token("https://api"))
    assert "390303" in words
    assert "Invalid OAuth access token." in words
    run(admin, "ALTER SECURITY INTEGRATION OAUTH SET EXTERNAL_OAUTH_AUDIENCE_LIST = ('https://api')")
    connect(token("https://api"))
    connect(token())


def test_key_may_be_given_instead_of_fetched(
    admin: SnowflakeConnection,
    connect: Connect,
    refused: Callable[..., str],
    token: Token,
    spcs_local_issuer: TokenIssuer,
) -> None:
    der = spcs_local_issuer.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    run(
        admin,
        "CREATE OR REPLACE SECURITY INTEGRATION OAUTH TYPE = EXTERNAL_OAUTH EXTERNAL_OAUTH_TYPE = CUSTOM"
        f" EXTERNAL_OAUTH_ISSUER = '{spcs_local_issuer.url}'"
        f" EXTERNAL_OAUTH_RSA_PUBLIC_KEY = '{base64.b64encode(der).decode()}'"
        " EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub'"
        " EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'LOGIN_NAME'",
    )
    spcs_local_issuer.stop()
    connect(token())
    spcs_local_issuer.rotate()
    assert "390303" in refused(token())


def test_expired_token_is_refused(refused: Callable[..., str], token: Token) -> None:
    words = refused(token(seconds=0))
    assert "390318" in words
    assert "OAuth access token expired." in words


def test_token_without_its_time_is_refused(refused: Callable[..., str], token: Token) -> None:
    assert "390303" in refused(token(iat=None))


def test_forged_signature_is_refused_and_the_log_says_why(
    refused: Callable[..., str], spcs_local_issuer: TokenIssuer, caplog: pytest.LogCaptureFixture
) -> None:
    with TokenIssuer() as other:
        forged = other.token("u@example.com", AUDIENCE, iss=spcs_local_issuer.url, scp="session:role:analyst")
    caplog.set_level(logging.INFO, "spcs_local")
    assert "390303" in refused(forged)
    assert "a token for integration OAUTH is refused: none of its issuer's keys is the one" in caplog.text


def test_issuer_without_integration_is_refused(refused: Callable[..., str]) -> None:
    with TokenIssuer() as other:
        assert "390303" in refused(other.token("u@example.com", AUDIENCE, scp="session:role:analyst"))


def test_integration_that_is_not_enabled_is_refused(
    admin: SnowflakeConnection, refused: Callable[..., str], token: Token
) -> None:
    run(admin, "ALTER SECURITY INTEGRATION OAUTH SET ENABLED = FALSE")
    assert "OAuth Authz Server Integration is not enabled." in refused(token())


def test_unknown_and_disabled_users_are_refused(
    admin: SnowflakeConnection, refused: Callable[..., str], token: Token
) -> None:
    assert "Incorrect username or password was specified." in refused(token(sub="nobody"))
    run(admin, "ALTER USER U SET DISABLED = TRUE")
    assert "User access disabled" in refused(token())


def test_user_who_is_named_has_to_be_the_token_s(
    account: RunningAccount, refused: Callable[..., str], token: Token
) -> None:
    account.connect(user="U@example.com", authenticator="OAUTH", token=token())
    words = refused(token(), user="ADMIN")
    assert "390309" in words
    assert "differs from the user tied to the access token" in words
