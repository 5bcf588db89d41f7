"""The account that cases run against, as they know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import snowflake.connector


@dataclass
class Place:
    """Where and who; `prefix` begins the names that one run makes, `directory` is its own.

    `token` is what `issuer` says of the subject `prefix`: for workload identities, and for PUBLIC.
    """

    port: int
    password: str
    prefix: str
    directory: Path
    issuer: str
    token: str
    _connections: list[Any] = field(default_factory=list)

    def connect(self, user: str | None = "ADMIN", **options: Any) -> Any:
        """Sign in; closed at the end of the case."""
        asked = {**self.administrator, "user": user, **options}
        if {"authenticator", "private_key", "private_key_file"} & set(options) and "password" not in options:
            del asked["password"]
        connection = snowflake.connector.connect(**asked)
        self._connections.append(connection)
        return connection

    @property
    def administrator(self) -> dict[str, Any]:
        """Where and as whom most cases sign in."""
        place = {"account": "LOCAL-DEV", "host": "127.0.0.1", "port": self.port, "protocol": "http"}
        return {**place, "user": "ADMIN", "password": self.password}

    def name(self, rest: str) -> str:
        """A name that no other run uses."""
        return f"{self.prefix}_{rest}"

    def failure(self, connection: Any, statement: str, **options: Any) -> Any:
        """The connector's error that a statement ends in."""
        return error_of(lambda: connection.cursor().execute(statement, **options))

    def close(self) -> None:
        """Close what was opened."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()


def error_of(act: Callable[[], Any]) -> Any:
    """The connector's error that something ends in; the environments of the connectors have no pytest."""
    try:
        done = act()
    except snowflake.connector.errors.Error as error:
        return error
    raise AssertionError(f"no error, but {done}")


def rows(connection: Any, statement: str, *parameters: Any) -> list[Any]:
    """A statement's rows."""
    cursor = connection.cursor()
    cursor.execute(statement, *parameters)
    return list(cursor.fetchall())
