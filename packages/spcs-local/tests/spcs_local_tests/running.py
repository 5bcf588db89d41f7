"""A running account over HTTP, in this process, and what clients do with it."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector
from snowflake.connector import SnowflakeConnection

from spcs_local.account import Account
from spcs_local.composition import Composition, compose
from spcs_local.server import Servers
from spcs_local.settings import Behaviour, Settings
from spcs_local.sockets import Listeners, listen
from spcs_local_tests.waiting import PATIENCE

Rows = list[dict[str, Any]]


@dataclass
class RunningAccount:
    """The account, and ways to it as a client has them."""

    composition: Composition
    listeners: Listeners
    servers: Servers
    thread: threading.Thread
    _connections: list[SnowflakeConnection] = field(default_factory=list)

    @property
    def account(self) -> Account:
        """The composition root, for what no client can see."""
        return self.composition.account

    @property
    def home(self) -> Path:
        """Its files."""
        return self.account.model.settings.home

    @property
    def port(self) -> int:
        """Of the account's HTTP."""
        return self.account.model.settings.account_port

    @property
    def url(self) -> str:
        """Of the account's HTTP."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        """The administrator's."""
        return str(json.loads((self.home / "administrator.json").read_text())["password"])

    def connect(self, user: str = "ADMIN", password: str | None = None, **options: Any) -> SnowflakeConnection:
        """Sign in with the real connector; closed at the end of the test."""
        if "authenticator" not in options:
            options["password"] = self.password if password is None else password
        options.setdefault("enable_server_session_keep_alive_auto_detection", False)
        connection = snowflake.connector.connect(
            account="LOCAL-DEV", user=user, host="127.0.0.1", port=self.port, protocol="http", **options
        )
        self._connections.append(connection)
        return connection

    def stop(self) -> None:
        """Close every connection and end the servers."""
        with ExitStack() as ends:  # from the last to the first, whichever of them fails
            ends.callback(self.listeners.close)
            ends.callback(self.composition.stop)
            ends.callback(self.thread.join, PATIENCE)
            ends.callback(self.servers.stop)
            for connection in self._connections:
                ends.callback(connection.close)


def start_account(home: Path, **behaviour: Any) -> RunningAccount:
    """A new account, or the one whose files lie in `home`."""
    listeners = listen(
        Settings(
            home=home,
            account_port=0,
            registry_port=0,
            ingress_port=0,
            adapter="memory",
            behaviour=Behaviour(**behaviour),
        )
    )
    composition = compose(listeners.settings)
    composition.start()
    servers = Servers(composition, listeners)
    # a daemon: what goes wrong before the test's own clean-up shall not keep pytest from ending
    thread = threading.Thread(target=lambda: asyncio.run(servers.serve()), name="servers", daemon=True)
    thread.start()
    assert servers.ready.wait(PATIENCE), f"the servers did not start within {PATIENCE:.0f} seconds"
    return RunningAccount(composition, listeners, servers, thread)


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
