"""Programmatic access tokens: added and removed."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, refusal, rows, run


def test_connect_with_removed_access_token_is_refused(account: RunningAccount, admin: SnowflakeConnection) -> None:
    token = rows(admin, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN P")[0]["token_secret"]
    run(admin, "ALTER USER ADMIN REMOVE PROGRAMMATIC ACCESS TOKEN P")
    assert "token is invalid" in refusal(account, authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=token)
