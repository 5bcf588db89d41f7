"""How to reach an account and sign in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from components.config_reader import ConfigReader, Place, Source, StackSource, Values
from components.secret import Secret
from components.settings_table import Connections

JWT, PAT, PASSWORD = "SNOWFLAKE_JWT", "PROGRAMMATIC_ACCESS_TOKEN", "SNOWFLAKE"
_SETTINGS = (
    *(Connections.ORGANIZATION, Connections.ACCOUNT, Connections.USER, Connections.ROLE),
    *(Connections.HOST, Connections.PORT, Connections.PROTOCOL),
)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What proves who signs in; `authenticator` says by which of them."""

    authenticator: str
    password: Secret | None = None
    token: Secret | None = None
    private_key: Secret | None = None
    private_key_passphrase: Secret | None = None


@dataclass(frozen=True, kw_only=True)
class Connection:
    """An account, and who signs in as which role."""

    organization_name: str
    account_name: str
    user: str
    role: str
    credentials: Credentials
    host: str | None = None
    port: int | None = None
    protocol: str = "https"

    @property
    def account(self) -> str:
        """As clients name it."""
        return f"{self.organization_name}-{self.account_name}"


@dataclass(frozen=True)
class ConnectionReading:
    """What was read of a connection; it holds once the reader has finished."""

    values: Values
    credentials: Credentials

    def connection(self) -> Connection:
        """The connection."""
        values = self.values
        return Connection(
            organization_name=values[Connections.ORGANIZATION],
            account_name=values[Connections.ACCOUNT],
            user=values[Connections.USER],
            role=values[Connections.ROLE],
            host=values.optional(Connections.HOST),
            port=values.optional(Connections.PORT),
            protocol=values[Connections.PROTOCOL],
            credentials=self.credentials,
        )


def read_connection(reader: ConfigReader) -> ConnectionReading:
    """From the `snowflake:` namespace or the SNOWFLAKE_* variables."""
    return ConnectionReading(reader.values(_SETTINGS), _credentials(reader))


def _credentials(reader: ConfigReader) -> Credentials:
    password, token = reader.credential(Connections.PASSWORD), reader.credential(Connections.TOKEN)
    private_key = reader.credential(Connections.PRIVATE_KEY)
    if not (password or token or private_key):
        allowed = "a password, or snowflake:token (a programmatic access token), or snowflake:privateKey (PEM)"
        reader.report(Place.of(Connections.PASSWORD, secret=True), None, allowed)
    return Credentials(
        authenticator=JWT if private_key else PAT if token else PASSWORD,
        password=password,
        token=token,
        private_key=private_key,
        private_key_passphrase=reader.credential(Connections.PASSPHRASE),
    )


def load_connection(source: Source | None = None, environment: Mapping[str, str] | None = None) -> Connection:
    """The connection alone, for the dynamic providers and for other programs. Raises SettingsError."""
    reader = ConfigReader(source or StackSource(), os.environ if environment is None else environment)
    found = read_connection(reader)
    reader.finish()
    return found.connection()
