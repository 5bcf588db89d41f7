"""The provider's settings: its own properties first, then SNOWFLAKE_* variables, then a profile of its file.

https://www.pulumi.com/registry/packages/snowflake/installation-configuration/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import UNKNOWN, Properties, Value, reveal
from pulumi_standins.snowflake.profile import read_profile
from pulumi_standins.snowflake.properties import upper_snake
from pulumi_standins.snowflake.reads import EXPERIMENTS

CREDENTIALS = ("password", "token", "privateKey", "privateKeyPassphrase", "passcode")
EXPERIMENTAL = "experimentalFeaturesEnableds"
# settings of the real plugin's driver that mean nothing to this one's
SERVED = frozenset(
    {
        *CREDENTIALS,
        "organizationName",
        "accountName",
        "user",
        "role",
        "warehouse",
        "authenticator",
        "workloadIdentityProvider",
        "host",
        "port",
        "protocol",
        "loginTimeout",
        "previewFeaturesEnabled",
        EXPERIMENTAL,
    }
)
IGNORED = frozenset(
    {"version", "pluginDownloadURL", "disableOcspChecks", "insecureMode", "disableTelemetry", "requestTimeout"}
)

WORKLOAD_IDENTITY = "WORKLOAD_IDENTITY"
TOKENS = ("OAUTH", "PROGRAMMATIC_ACCESS_TOKEN", WORKLOAD_IDENTITY)
# the plugin takes these apart: who has the one may not have the others
CONFLICTS = {"password": ("privateKey", "privateKeyPassphrase")}

_EXPERIMENTS = ", ".join(sorted(EXPERIMENTS))


@dataclass(frozen=True)
class Configuration:
    """`connection` holds the connector's arguments; credentials never appear in a message or a repr."""

    connection: Mapping[str, Any] = field(repr=False)
    preview_features: frozenset[str] = frozenset()
    experiments: frozenset[str] = frozenset()

    @property
    def secrets(self) -> tuple[str, ...]:
        keys = ("password", "token", "private_key_passphrase")
        return tuple(str(self.connection[key]) for key in keys if self.connection.get(key))

    @property
    def is_short_lived(self) -> bool:
        """Whether what one signs in with is worth nothing in some minutes."""
        return self.connection.get("authenticator") == WORKLOAD_IDENTITY

    @property
    def who(self) -> str:
        return f"{self.connection['user']} as {self.connection.get('role') or 'the default role'}"

    @classmethod
    def of(cls, inputs: Properties, environment: Mapping[str, str]) -> Configuration:
        reader = _Reader(inputs, environment)
        features = reader.value("previewFeaturesEnabled")
        return cls(_connection(reader), frozenset(features or ()), _experiments(reader.value(EXPERIMENTAL)))


def unsupported(inputs: Properties) -> dict[str, str]:
    """The settings that the stand-in would not honour."""
    foreign = sorted(_experiments(inputs.get(EXPERIMENTAL)) - EXPERIMENTS)
    refused = f"the stand-in of the snowflake plugin does not serve {', '.join(foreign)}; allowed: {_EXPERIMENTS}"
    return ({EXPERIMENTAL: refused} if foreign else {}) | {
        name: f"the stand-in of the snowflake plugin does not serve this setting; allowed: {', '.join(sorted(SERVED))}"
        for name, value in inputs.items()
        if name not in SERVED | IGNORED and not name.startswith("__") and value not in (None, "", False)
    }


def conflicts(inputs: Properties, environment: Mapping[str, str]) -> dict[str, str]:
    """Properties that conflict with others, which it sees in variables too, whatever the authenticator uses."""
    given = {name for name in CREDENTIALS if inputs.get(name) or environment.get(_variable(name))}
    return {
        name: f'"{_snake(name)}": conflicts with {_snake(other)}'
        for name, others in CONFLICTS.items()
        for other in others
        if {name, other} <= given
    }


class _Reader:
    def __init__(self, inputs: Properties, environment: Mapping[str, str]) -> None:
        self._inputs, self._environment = reveal(inputs), environment
        self._profile = read_profile(environment)

    def value(self, name: str) -> Value:
        value = self._inputs.get(name)
        if value in (None, ""):
            return None
        # all but texts come as JSON
        return _json(value) if name in ("port", "previewFeaturesEnabled", EXPERIMENTAL) else value

    def text(self, name: str) -> str | None:
        given = self._said(name)
        kept = self._profile.get(_snake(name)) if given is None else given
        return None if kept in (None, "") else str(kept)

    def key(self) -> tuple[str, str | None]:
        """A private key, and the passphrase beside it: a profile has both, or neither."""
        pem, passphrase = self.needed("privateKey"), "privateKeyPassphrase"
        return pem, self._said(passphrase) if self._said("privateKey") else self._profile.get(_snake(passphrase))

    def _said(self, name: str) -> str | None:
        """By a property or a variable."""
        value = self.value(name)
        return str(value) if value is not None else self._environment.get(_variable(name)) or None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise ProviderError(f"the snowflake provider has no {name}: set snowflake:{name} or {_variable(name)}")
        return value


def _connection(reader: _Reader) -> dict[str, Any]:
    account = f"{reader.needed('organizationName')}-{reader.needed('accountName')}"
    credentials = _credentials(reader)
    by_token = credentials.get("authenticator") in TOKENS
    user = reader.text("user") if by_token else reader.needed("user")
    connection: dict[str, Any] = {"account": account, "user": user}
    for name in ("role", "warehouse", "host", "protocol", "passcode"):
        connection[name] = reader.text(name)
    port = reader.text("port")
    if port is not None and not port.isdigit():
        raise ProviderError(f"the snowflake provider's port is {port!r}; allowed: a number")
    connection["port"] = int(port) if port else None
    connection |= credentials
    return {key: value for key, value in connection.items() if value is not None}


def _credentials(reader: _Reader) -> dict[str, Any]:
    authenticator = (reader.text("authenticator") or ("OAUTH" if reader.text("token") else "SNOWFLAKE")).upper()
    if authenticator == "SNOWFLAKE":
        return {"password": reader.needed("password")}
    if authenticator in TOKENS:
        return {"authenticator": authenticator, "token": reader.needed("token"), **_identity(reader, authenticator)}
    if authenticator == "SNOWFLAKE_JWT":
        return {"authenticator": authenticator, "private_key": _der(reader)}
    raise ProviderError(
        f"the snowflake provider's authenticator is {authenticator}; the stand-in allows SNOWFLAKE, SNOWFLAKE_JWT, "
        f"{', '.join(TOKENS[:2])} and {WORKLOAD_IDENTITY}"
    )


def _identity(reader: _Reader, authenticator: str) -> dict[str, str]:
    """The other providers ask the machine that the plugin runs on."""
    if authenticator != WORKLOAD_IDENTITY:
        return {}
    provider = reader.needed("workloadIdentityProvider").upper()
    if provider != "OIDC":
        raise ProviderError(
            f"the snowflake provider's workloadIdentityProvider is {provider}; the stand-in allows OIDC"
        )
    return {"workload_identity_provider": provider}


def _der(reader: _Reader) -> bytes:
    from cryptography.hazmat.primitives import serialization  # most sessions use a password and spare this import

    pem, passphrase = reader.key()
    needed = passphrase if "ENCRYPTED" in pem else None
    try:
        key = serialization.load_pem_private_key(pem.encode(), needed.encode() if needed else None)
    except (ValueError, TypeError):
        raise ProviderError("the snowflake provider's privateKey cannot be read: needed is PKCS#8 in PEM") from None
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _variable(name: str) -> str:
    return f"SNOWFLAKE_{upper_snake(name)}"


def _snake(name: str) -> str:
    """As the provider and its file call a property."""
    return upper_snake(name).lower()


def _experiments(value: Value) -> frozenset[str]:
    """Their names, which may be written in any case."""
    named = [] if value is UNKNOWN else _json(value or [])
    return frozenset(str(name).upper() for name in (named if isinstance(named, list) else [named]))


def _json(value: Value) -> Value:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        return value
