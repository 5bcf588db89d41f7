"""SHOW USER WORKLOAD IDENTITY AUTHENTICATION METHODS."""

from __future__ import annotations

import json

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.testing import TokenIssuer
from spcs_local_tests.running import RunningAccount, rows, run

SHOW = "SHOW USER WORKLOAD IDENTITY AUTHENTICATION METHODS"


def test_show_tells_issuer_subject_and_audiences(admin: SnowflakeConnection) -> None:
    given = "(TYPE = OIDC ISSUER = 'https://i' SUBJECT = 's' OIDC_AUDIENCE_LIST = ('a', 'b'))"
    run(admin, f"CREATE USER W TYPE = SERVICE WORKLOAD_IDENTITY = {given}")
    [shown] = rows(admin, f"{SHOW} FOR USER W")
    assert list(shown) == ["name", "type", "comment", "last_used", "created_on", "additional_info"]
    assert (shown["name"], shown["type"], shown["comment"], shown["last_used"]) == ("DEFAULT", "OIDC", None, None)
    assert json.loads(shown["additional_info"]) == {"issuer": "https://i", "subject": "s", "audienceList": ["a", "b"]}


def test_show_is_of_who_asks_and_tells_the_last_use(
    account: RunningAccount,
    admin: SnowflakeConnection,
    spcs_local_issuer: TokenIssuer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES", "127.0.0.1")
    given = f"(TYPE = OIDC ISSUER = '{spcs_local_issuer.url}' SUBJECT = 's')"
    run(admin, f"CREATE USER W TYPE = SERVICE WORKLOAD_IDENTITY = {given}")
    session = account.connect(
        user=None,
        authenticator="WORKLOAD_IDENTITY",
        workload_identity_provider="OIDC",
        token=spcs_local_issuer.token("s"),
    )
    [shown] = rows(session, SHOW)
    assert shown["last_used"] >= shown["created_on"]
    assert rows(admin, SHOW) == []
