"""One sign-in for a provider."""

from __future__ import annotations

from typing import Any

import pytest
from snowflake import connector

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.snowflake.configuration import Configuration
from pulumi_standins.snowflake.resource import StatementError
from pulumi_standins.snowflake.session import ConnectorSession
from standins_tests.recording import SETTINGS


class FakeConnection:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


def test_session_masks_password_and_asks_once_when_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(**settings: Any) -> None:
        asked.append(settings["user"])
        raise connector.errors.DatabaseError(msg="Incorrect password secret-of-admin.", errno=390100)

    monkeypatch.setattr(connector, "connect", refuse)
    session = ConnectorSession(Configuration.of(SETTINGS, {}), lambda _message: None)
    with pytest.raises(StatementError, match="sign-in of ADMIN as SYSADMIN: 390100: Incorrect password …") as raised:
        session.execute("SHOW ROLES")
    assert "secret-of-admin" not in str(raised.value)
    with pytest.raises(StatementError):
        session.execute("SHOW ROLES")
    assert asked == ["ADMIN"]


def test_session_by_a_workload_identity_signs_in_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(connector, "connect", lambda **settings: asked.append(settings))
    identity = {"authenticator": "WORKLOAD_IDENTITY", "workloadIdentityProvider": "OIDC", "token": "t"}
    ConnectorSession(Configuration.of({**SETTINGS, **identity}, {}), lambda _message: None)
    assert [(it["token"], it["workload_identity_provider"]) for it in asked] == [("t", "OIDC")]


def test_session_signs_in_at_first_statement_and_no_more_when_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[FakeConnection] = []

    def connect(**_settings: Any) -> FakeConnection:
        made.append(FakeConnection())
        return made[-1]

    monkeypatch.setattr(connector, "connect", connect)
    session = ConnectorSession(Configuration.of(SETTINGS, {}), lambda _message: None)
    assert made == []
    session._connect()
    session._connect()
    session.close()
    assert [connection.closed for connection in made] == [True]
    with pytest.raises(ProviderError, match="cancelled"):
        session.execute("SHOW ROLES")
