"""Sessions with the account for what no provider resource does: the only maker of connections."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

from components import sign_in_refusals
from components.connection import Connection
from components.credentials import Credentials
from components.problems import Problem
from components.secret import Secret
from components.settings_table import JWT, PASSWORD, WORKLOAD_IDENTITY
from components.sql import literal

Row = dict[str, Any]
DOES_NOT_EXIST = 2003
SIGN_IN_SECONDS = 60  # for an account behind something that swallows what is sent


class StatementError(Exception):
    """A statement that the account refused, with its error number."""

    def __init__(self, number: int, message: str) -> None:
        self.number = number
        super().__init__(message)


class RefusedError(StatementError):
    """A sign-in that the account refused, or that did not reach it, as the driver says it."""

    def __init__(self, number: int, where: str, said: str) -> None:
        super().__init__(number, f"signing in to {where}: {said}")
        self.said = said


class SignInError(StatementError):
    """The same, with what to do about it."""

    def __init__(self, number: int, problem: Problem) -> None:
        super().__init__(number, str(problem))
        self.problem = problem


class Session(Protocol):
    def rows(self, statement: str) -> list[Row]:
        """The result, with column names in lower case. Raises StatementError."""

    def put(self, content: str, file: str, target: str) -> None:
        """Writes a file on a stage; `target` is a quoted stage name with a directory."""


class ConnectorSession:
    """A session over snowflake-connector-python."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, statement: str) -> list[Row]:
        with self._connection.cursor() as cursor:
            _execute(cursor, statement)
            names = [column[0].lower() for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def put(self, content: str, file: str, target: str) -> None:
        statement = f"PUT {literal('file://' + file)} {literal('@' + target)} AUTO_COMPRESS = FALSE OVERWRITE = TRUE"
        with self._connection.cursor() as cursor:
            _execute(cursor, statement, file_stream=io.BytesIO(content.encode()))


@contextmanager
def open_session(connection: Connection, role: str) -> Iterator[Session]:
    """Signs in with a role. Nothing is asked interactively. Raises SignInError."""
    with ExitStack() as closing:
        try:
            signing_in = connected(f"{connection.account} as {role}", **sign_in_arguments(connection, role))
            opened = closing.enter_context(signing_in)
        except RefusedError as error:
            problem = sign_in_refusals.refusal(connection, role, error.number, error.said)
            raise SignInError(error.number, problem) from None
        yield ConnectorSession(opened)


@contextmanager
def connected(where: str, **arguments: Any) -> Iterator[Any]:
    """A connection of the connector. Signs out at the end, unless the arguments have it otherwise.

    Raises RefusedError.
    """
    import snowflake.connector  # takes a second to import: only a session needs it

    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        opened = snowflake.connector.connect(
            login_timeout=SIGN_IN_SECONDS,
            # nothing of ours goes on in the background, which would keep a session
            enable_server_session_keep_alive_auto_detection=False,
            **given,
        )
    except snowflake.connector.errors.Error as error:
        raise RefusedError(error.errno or 0, where, error.raw_msg) from None
    try:
        yield opened
    finally:
        opened.close()


def _execute(cursor: Any, statement: str, **options: Any) -> None:
    import snowflake.connector

    try:
        cursor.execute(statement, **options)
    except snowflake.connector.errors.Error as error:
        raise StatementError(error.errno or 0, error.raw_msg) from None


def sign_in_arguments(connection: Connection, role: str) -> dict[str, Any]:
    """What the connector takes of a connection; None for what is left to it. Raises RefusedError."""
    try:
        credentials = _credentials(connection.credentials)
    except (ValueError, TypeError):  # its words may repeat the key
        why = "the private key, with its passphrase, is no key in PEM"
        raise RefusedError(0, f"{connection.account} as {role}", why) from None
    return {
        **place_arguments(connection),
        "user": connection.user,
        "role": role,
        "authenticator": connection.credentials.authenticator,
        **credentials,
    }


def place_arguments(connection: Connection) -> dict[str, Any]:
    """Of these, where the account is."""
    return {
        "account": connection.account,
        "host": connection.host,
        "port": connection.port,
        "protocol": connection.protocol,
    }


def _credentials(credentials: Credentials) -> dict[str, Any]:
    if credentials.authenticator == JWT:
        return {"private_key": _der(_text(credentials.private_key) or "", _text(credentials.private_key_passphrase))}
    if credentials.authenticator == PASSWORD:
        return {"password": _text(credentials.password)}
    identity = credentials.authenticator == WORKLOAD_IDENTITY
    provider = {"workload_identity_provider": credentials.identity_provider} if identity else {}
    return {"token": _text(credentials.token), **provider}


def _text(secret: Secret | None) -> str | None:
    return secret.reveal() if secret else None


def _der(pem: str, passphrase: str | None) -> bytes:
    """A key as every version of the connector takes it. A passphrase that it does not need is left alone."""
    from cryptography.hazmat.primitives import serialization  # only a key needs it, and each program would import it

    needed = passphrase if "ENCRYPTED" in pem else None
    key = serialization.load_pem_private_key(pem.encode(), needed.encode() if needed else None)
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
