"""What the stack's dynamic providers share: settings from the engine, sessions with the account."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from pulumi.dynamic import ConfigureRequest, ResourceProvider

from components.connection import Connection, load_connection
from components.session import Session, open_session
from components.settings_table import CREDENTIALS
from components.shared_sessions import SharedSessions


class EngineSource:
    """The stack's configuration as the engine hands it to a dynamic provider, secrets opened."""

    def __init__(self, request: ConfigureRequest) -> None:
        self._config = request.config

    def get(self, key: str) -> str | None:
        value: Any = self._config.get(key)
        return None if value is None else str(value)

    def is_secret(self, key: str) -> bool:
        """As it should be: the program has checked that already, and the engine does not say."""
        return key in CREDENTIALS


class SessionProvider(ResourceProvider):
    """A provider with the stack's configuration and a connection. The state stores its class by name: before configure
    it holds nothing."""

    serialize_as_secret_always = False

    def configure(self, req: ConfigureRequest) -> None:
        # grpc would print a traceback beside every error that we raise; the engine shows the error itself
        logging.getLogger("grpc._server").setLevel(logging.CRITICAL + 1)
        self._source = EngineSource(req)
        self._sessions = sessions_of(load_connection(self._source))

    def session(self, role: str) -> Session:
        return self._sessions.session(role)


def say(line: str) -> None:
    """The engine shows what a dynamic provider prints."""
    print(line, flush=True)


@cache
def sessions_of(connection: Connection) -> SharedSessions:
    """One for all dynamic providers of a process: a session that one has opened is there for the others."""
    return SharedSessions(lambda role: open_session(connection, role))
