"""One sign-in for a provider, shared by all its calls: made at its first statement, or at once where the token is
short-lived."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.snowflake.configuration import Configuration
from pulumi_standins.snowflake.reads import Rows, SharedReads
from pulumi_standins.snowflake.resource import StatementError

LOGIN_SECONDS = 60
# the second spares a request at the end, about queries that we never start in the background
OPTIONS = {"login_timeout": LOGIN_SECONDS, "enable_server_session_keep_alive_auto_detection": False}
_FIRST_WORDS = re.compile(r"[A-Za-z]+(?:\s+(?!LIKE\b|IF\b)[A-Za-z]+){0,3}")


class ConnectorSession:
    """Threads share the connection, each with a cursor of its own."""

    def __init__(self, configuration: Configuration, warn: Callable[[str], None]) -> None:
        self._configuration, self._warn = configuration, warn
        self.reads = SharedReads(configuration.experiments)
        self._lock = threading.Lock()
        self._connection: Any = None
        self._refusal: StatementError | None = None
        self._over = False
        if configuration.is_short_lived:
            self._connect()

    def execute(self, sql: str) -> Rows:
        from snowflake.connector import DictCursor, errors  # heavy; a preview of creates needs none of it

        connection = self._connect()
        try:
            with connection.cursor(DictCursor) as cursor:
                cursor.execute(sql)
                return [dict(row) for row in cursor.fetchall()]
        except errors.Error as error:
            raise StatementError(error.errno or 0, self._masked(_sentence(error)), _kind(sql)) from None

    def has_preview_feature(self, name: str) -> bool:
        return name in self._configuration.preview_features

    def warn(self, message: str) -> None:
        self._warn(message)

    def close(self) -> None:
        """Ends the session, and statements that still run with it."""
        self._over = True
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connect(self) -> Any:
        from snowflake import connector

        with self._lock:
            if self._over:
                raise ProviderError("cancelled")
            if self._refusal is not None:
                raise self._refusal
            if self._connection is None:
                self._connection = self._sign_in(connector)
            return self._connection

    def _sign_in(self, connector: Any) -> Any:
        try:
            return connector.connect(**OPTIONS, **self._configuration.connection)
        except connector.errors.Error as error:
            message = self._masked(_sentence(error))
            # one refusal is enough: asking again for each resource would lock the user out
            self._refusal = StatementError(error.errno or 0, message, f"sign-in of {self._configuration.who}")
            raise self._refusal from None

    def _masked(self, message: str) -> str:
        for secret in self._configuration.secrets:
            message = message.replace(secret, "…")
        return message


def _sentence(error: Any) -> str:
    """Snowflake's own text, without the driver's numbers before it."""
    text = str(getattr(error, "raw_msg", None) or error.msg or error)
    return re.sub(r"^\d{6}(?: \(\w+\))?:\s*(?:[0-9a-f-]{36}:\s*)?", "", text)


def _kind(sql: str) -> str:
    found = _FIRST_WORDS.match(sql.strip())
    return " ".join(found[0].split()).upper() if found else "statement"
