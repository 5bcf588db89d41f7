"""Programmatic access tokens as credentials: whose they are, and no more than they are good for."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.errors import OtherUserError, SignInFailedError
from spcs_local_tests.running import RunningAccount, error_of, refusal, rows, run

RESTRICTED = "Current session is restricted. {} PROGRAMMATIC ACCESS TOKEN not allowed."


@pytest.fixture
def token(admin: SnowflakeConnection) -> str:
    """User LOW_AND_HIGH's, good for LOW alone."""
    run(
        admin,
        *("CREATE ROLE LOW", "CREATE ROLE HIGH"),
        "CREATE USER LOW_AND_HIGH PASSWORD = 'secret' DEFAULT_ROLE = HIGH DEFAULT_SECONDARY_ROLES = ('ALL')",
        *("GRANT ROLE LOW TO USER LOW_AND_HIGH", "GRANT ROLE HIGH TO USER LOW_AND_HIGH"),
    )
    made = rows(admin, "ALTER USER LOW_AND_HIGH ADD PROGRAMMATIC ACCESS TOKEN P ROLE_RESTRICTION = 'LOW'")
    return str(made[0]["token_secret"])


def test_token_in_place_of_a_password_is_worth_its_role_alone(account: RunningAccount, token: str) -> None:
    model = account.account.model
    found = model.authenticate_password("low_and_high", token)
    assert (found.role, found.secondary_roles) == ("LOW", ())
    assert model.roles_of(found) == {"LOW", "PUBLIC"}
    assert model.roles_of(model.principal_of(found.holder)) == {"LOW", "PUBLIC"}


def test_token_under_another_name_is_refused(account: RunningAccount, token: str) -> None:
    model = account.account.model
    for login in ("ADMIN", "NOBODY"):
        with pytest.raises(OtherUserError):
            model.authenticate_password(login, token)
    for ways in ({"password": token}, {"authenticator": "PROGRAMMATIC_ACCESS_TOKEN", "token": token}):
        assert "390309" in refusal(account, user="ADMIN", **ways)


def test_restricted_session_makes_no_token_for_more(
    account: RunningAccount, admin: SnowflakeConnection, token: str
) -> None:
    bound = account.connect(user="LOW_AND_HIGH", password=token)
    add, remove = (RESTRICTED.format(verb) for verb in ("ADD", "REMOVE"))
    mine = "ALTER USER LOW_AND_HIGH {} PROGRAMMATIC ACCESS TOKEN {}"
    for more in ("", " ROLE_RESTRICTION = 'HIGH'", " ROLE_RESTRICTION = 'PUBLIC'"):
        number, state, text = error_of(bound, mine.format("ADD", "MORE" + more))
        assert (number, state, add in text) == (3107, "42501", True)
    number, _, text = error_of(bound, mine.format("REMOVE", "P"))
    assert (number, remove in text) == (3107, True)
    run(bound, mine.format("ADD", "SAME ROLE_RESTRICTION = 'LOW'"))
    run(account.connect(user="LOW_AND_HIGH", password="secret"), mine.format("ADD", "MORE"))
    shown = rows(admin, "SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER LOW_AND_HIGH")
    assert {row["name"]: row["role_restriction"] for row in shown} == {"P": "LOW", "SAME": "LOW", "MORE": None}


def test_wrong_passwords_keep_no_token_out(account: RunningAccount, token: str) -> None:
    for _ in range(10):
        with pytest.raises(SignInFailedError):
            account.account.model.authenticate_password("LOW_AND_HIGH", "wrong")
    assert account.account.model.authenticate_password("LOW_AND_HIGH", token).role == "LOW"
