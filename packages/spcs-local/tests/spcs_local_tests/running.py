"""What the tests' clients do with an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import snowflake.connector
from snowflake.connector import SnowflakeConnection

from spcs_local.testing import LocalAccount

Rows = list[dict[str, Any]]


class RunningAccount(LocalAccount):
    """An account to which tests connect with the real connector."""

    def connect(self, user: str | None = "ADMIN", password: str | None = None, **options: Any) -> SnowflakeConnection:
        """Sign in; closed at the end of the test."""
        parameters = {**self.connection, "user": user, "enable_server_session_keep_alive_auto_detection": False}
        if "authenticator" in options:
            del parameters["password"]
        elif password is not None:
            parameters["password"] = password
        connection = snowflake.connector.connect(**{**parameters, **options})
        self.ends.callback(connection.close)
        return connection


def rows(connection: SnowflakeConnection, statement: str) -> Rows:
    """A statement's rows, by column name in lower case."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        names = [column[0].lower() for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def run(connection: SnowflakeConnection, *statements: str) -> None:
    """Statements whose answers do not matter."""
    for statement in statements:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def error_of(connection: SnowflakeConnection, statement: str) -> tuple[int, str, str]:
    """Number, SQLSTATE and text of the error that a statement ends in."""
    with pytest.raises(snowflake.connector.errors.Error) as caught, connection.cursor() as cursor:
        cursor.execute(statement)
    return caught.value.errno or 0, caught.value.sqlstate or "", str(caught.value.msg)


def names(connection: SnowflakeConnection, statement: str) -> list[str]:
    return [row["name"] for row in rows(connection, statement)]


Connect = Callable[..., SnowflakeConnection]


def grants(connection: SnowflakeConnection, statement: str) -> set[tuple[Any, ...]]:
    columns = ("privilege", "granted_on", "name", "granted_to", "grantee_name", "grant_option", "granted_by")
    return {tuple(row[column] for column in columns) for row in rows(connection, statement)}


def refusal(account: RunningAccount, **options: Any) -> str:
    with pytest.raises(snowflake.connector.errors.Error) as caught:
        account.connect(**options)
    return str(caught.value)
