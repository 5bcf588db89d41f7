"""How to reach an account and sign in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from components.config_reader import ConfigReader, Origin, Source, StackSource, Values
from components.credentials import Credentials, configured, read_credentials
from components.profile import read_profile
from components.secret import Secret
from components.settings_table import Connections

_SETTINGS = (
    *(Connections.ORGANIZATION, Connections.ACCOUNT, Connections.USER, Connections.ROLE),
    *(Connections.HOST, Connections.PORT, Connections.PROTOCOL),
)


@dataclass(frozen=True, kw_only=True)
class Connection:
    """An account, and who signs in as which role.

    `configured` is what of user and credentials stands in the stack's configuration, by the provider's names. The rest
    is of whoever runs the engine, and no input of anything.
    """

    organization_name: str
    account_name: str
    user: str
    role: str
    credentials: Credentials
    configured: Mapping[str, str | Secret] = field(default_factory=dict, hash=False)
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
    configured: Mapping[str, str | Secret]

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
            configured=self.configured,
        )


def read_connection(reader: ConfigReader) -> ConnectionReading:
    """From the `snowflake:` namespace, the SNOWFLAKE_* variables, or a profile of the provider's file."""
    before, profile = len(reader.problems), read_profile(reader.environment)
    reader.fall_back_on(profile.values)
    values, credentials = reader.values(_SETTINGS), read_credentials(reader)
    if profile.problem and (profile.named or len(reader.problems) > before):
        reader.problems.append(profile.problem)
    return ConnectionReading(values, credentials, {**_user(reader, values), **configured(reader, credentials)})


def _user(reader: ConfigReader, values: Values) -> dict[str, str | Secret]:
    user = values.optional(Connections.USER)
    if user is None or reader.origin(Connections.USER) is not Origin.CONFIGURATION:
        return {}
    return {Connections.USER.name: Secret(user) if reader.is_secret(Connections.USER) else user}


def load_connection(source: Source | None = None, environment: Mapping[str, str] | None = None) -> Connection:
    """The connection alone, for the dynamic providers and for other programs. Raises SettingsError."""
    reader = ConfigReader(source or StackSource(), os.environ if environment is None else environment)
    found = read_connection(reader)
    reader.finish()
    return found.connection()
