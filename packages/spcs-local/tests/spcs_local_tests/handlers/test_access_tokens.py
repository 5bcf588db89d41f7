"""Programmatic access tokens: added and removed."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, refusal, rows, run


def test_connect_with_removed_access_token_is_refused(account: RunningAccount, admin: SnowflakeConnection) -> None:
    token = rows(admin, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN P")[0]["token_secret"]
    run(admin, "ALTER USER ADMIN REMOVE PROGRAMMATIC ACCESS TOKEN P")
    assert "token is invalid" in refusal(account, authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=token)


def test_session_of_a_token_revokes_none(account: RunningAccount, admin: SnowflakeConnection) -> None:
    token = rows(admin, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN P")[0]["token_secret"]
    for options in ({"authenticator": "PROGRAMMATIC_ACCESS_TOKEN", "token": token}, {"password": token}):
        session = account.connect(**options)
        run(session, "CREATE ROLE IF NOT EXISTS R")
        assert error_of(session, "ALTER USER ADMIN REMOVE PROGRAMMATIC ACCESS TOKEN P")[:2] == (3107, "42501")
    assert [row["name"] for row in rows(admin, "SHOW USER PROGRAMMATIC ACCESS TOKENS")] == ["P"]
