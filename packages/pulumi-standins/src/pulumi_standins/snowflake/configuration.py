"""The provider's settings: its own properties first, then SNOWFLAKE_* variables.

https://www.pulumi.com/registry/packages/snowflake/installation-configuration/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import UNKNOWN, Properties, Value, reveal
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


class _Reader:
    def __init__(self, inputs: Properties, environment: Mapping[str, str]) -> None:
        self._inputs, self._environment = reveal(inputs), environment

    def value(self, name: str) -> Value:
        value = self._inputs.get(name)
        if value in (None, ""):
            return None
        # all but texts come as JSON
        return _json(value) if name in ("port", "previewFeaturesEnabled", EXPERIMENTAL) else value

    def text(self, name: str) -> str | None:
        value = self.value(name)
        return str(value) if value is not None else self._environment.get(f"SNOWFLAKE_{upper_snake(name)}") or None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise ProviderError(
                f"the snowflake provider has no {name}: set snowflake:{name} or SNOWFLAKE_{upper_snake(name)}"
            )
        return value


def _connection(reader: _Reader) -> dict[str, Any]:
    account = f"{reader.needed('organizationName')}-{reader.needed('accountName')}"
    connection: dict[str, Any] = {"account": account, "user": reader.needed("user")}
    for name in ("role", "warehouse", "host", "protocol", "passcode"):
        connection[name] = reader.text(name)
    port = reader.text("port")
    if port is not None and not port.isdigit():
        raise ProviderError(f"the snowflake provider's port is {port!r}; allowed: a number")
    connection["port"] = int(port) if port else None
    connection |= _credentials(reader)
    return {key: value for key, value in connection.items() if value is not None}


def _credentials(reader: _Reader) -> dict[str, Any]:
    authenticator = (reader.text("authenticator") or "SNOWFLAKE").upper()
    if authenticator == "SNOWFLAKE":
        return {"password": reader.needed("password")}
    if authenticator in ("OAUTH", "PROGRAMMATIC_ACCESS_TOKEN"):
        return {"authenticator": authenticator, "token": reader.needed("token")}
    if authenticator == "SNOWFLAKE_JWT":
        return {"authenticator": authenticator, "private_key": _der(reader)}
    raise ProviderError(
        f"the snowflake provider's authenticator is {authenticator}; the stand-in allows SNOWFLAKE, SNOWFLAKE_JWT, "
        "OAUTH and PROGRAMMATIC_ACCESS_TOKEN"
    )


def _der(reader: _Reader) -> bytes:
    from cryptography.hazmat.primitives import serialization  # most sessions use a password and spare this import

    passphrase = reader.text("privateKeyPassphrase")
    try:
        key = serialization.load_pem_private_key(
            reader.needed("privateKey").encode(), passphrase.encode() if passphrase else None
        )
    except (ValueError, TypeError):
        raise ProviderError("the snowflake provider's privateKey cannot be read: needed is PKCS#8 in PEM") from None
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _experiments(value: Value) -> frozenset[str]:
    """Their names, which may be written in any case."""
    named = [] if value is UNKNOWN else _json(value or [])
    return frozenset(str(name).upper() for name in (named if isinstance(named, list) else [named]))


def _json(value: Value) -> Value:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        return value
