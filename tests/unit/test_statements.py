"""Statements that others have sent, as who deploys."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from components import statements
from components.connection import Connection
from components.session import Row, Session, SignInError, StatementError
from components.sign_in_refusals import refusal

VARIABLES = {
    "SNOWFLAKE_ORGANIZATION_NAME": "ACME",
    "SNOWFLAKE_ACCOUNT_NAME": "DEV",
    "SNOWFLAKE_USER": "MILVUS_DEPLOYER",
    "SNOWFLAKE_ROLE": "DEPLOYER_ROLE",
    "SNOWFLAKE_AUTHENTICATOR": "SNOWFLAKE",
    "SNOWFLAKE_PASSWORD": "hunter2",
}


class FakeSession:
    def rows(self, statement: str) -> list[Row]:
        if statement == "DROP":
            raise StatementError(3001, "Insufficient privileges")
        return [{"name": statement, "created_on": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)}]

    def put(self, *_: Any) -> None:
        raise NotImplementedError


@pytest.fixture
def roles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who has signed in."""
    found: list[str] = []

    @contextmanager
    def open_session(connection: Connection, role: str) -> Iterator[Session]:
        found.append(role)
        if connection.user == "NOBODY":
            raise SignInError(390100, refusal(connection, role, 390100, "Incorrect username or password"))
        yield FakeSession()

    monkeypatch.setattr(statements, "open_session", open_session)
    return found


def test_all_are_sent_in_one_session(roles: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert statements.main('["SHOW ROLES", "SHOW USERS"]', VARIABLES) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [[row["name"] for row in its] for its in rows] == [["SHOW ROLES"], ["SHOW USERS"]]
    assert rows[0][0]["created_on"].startswith("2026-01-02")
    assert roles == ["DEPLOYER_ROLE"]


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "Insufficient privileges"),
        ({"SNOWFLAKE_USER": "NOBODY"}, "NOBODY"),
        ({"SNOWFLAKE_ACCOUNT_NAME": ""}, "snowflake:accountName"),
    ],
)
def test_what_cannot_be_done_is_said(variables: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert statements.main('["DROP"]', VARIABLES | variables) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: ")
    assert said in shown.err
    assert "hunter2" not in shown.err
