"""What a run of the local account is told: home, ports, adapter, and what Snowflake leaves unclear."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

PORT_VARIABLES = {
    "account_port": "MILVUS_SPCS_ACCOUNT_PORT",
    "registry_port": "MILVUS_SPCS_REGISTRY_PORT",
    "ingress_port": "MILVUS_SPCS_INGRESS_PORT",
}
ADAPTERS = ("docker", "memory")


class SettingsError(ValueError):
    """A setting that is not one, or has a value that is not allowed."""


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """Named settings (`--set name=value`): what Snowflake leaves unclear, and how fast things go."""

    sysadminCreatesPools: bool = True  # noqa: N815 - the guide assumes it, the documentation says no
    relayImage: str = ""  # noqa: N815 - image of the relay that carries SNOWFLAKE_HOST
    statementDelayMilliseconds: int = 0  # noqa: N815 - added to every statement, for measuring
    progression: str = "timed"  # how states move on: immediate, timed or manual
    sessionSeconds: int = 3600  # noqa: N815 - life of a session token without a heartbeat
    masterSeconds: int = 14400  # noqa: N815 - life of a master token


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One run of the account. Ports may be 0: then the system picks them."""

    home: Path
    account_port: int = 7878
    registry_port: int = 7879
    ingress_port: int = 7880
    adapter: str = "docker"
    organization: str = "LOCAL"
    account: str = "DEV"
    behaviour: Behaviour = field(default_factory=Behaviour)

    @property
    def identifier(self) -> str:
        """`<organization>-<account>`, as clients name the account."""
        return f"{self.organization}-{self.account}"

    @property
    def locator(self) -> str:
        """What CURRENT_ACCOUNT() answers."""
        return f"{self.organization}{self.account}"

    @property
    def host(self) -> str:
        """SNOWFLAKE_HOST of services: the name that the relay answers to."""
        return f"{self.identifier.lower()}.snowflake.local"

    @property
    def id(self) -> str:
        """Labels everything that this account makes outside its home."""
        return hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:12]


def behaviour_from(pairs: list[str]) -> Behaviour:
    """Read `name=value` pairs; a boolean is true or false."""
    known = {f.name: f.type for f in fields(Behaviour)}
    values: dict[str, Any] = {}
    for pair in pairs:
        name, separator, text = pair.partition("=")
        if not separator or name not in known:
            raise SettingsError(f"--set {pair}: expected name=value with one of {', '.join(known)}")
        values[name] = _convert(name, str(known[name]), text)
    return replace(Behaviour(), **values)


def _convert(name: str, kind: str, text: str) -> bool | int | str:
    if kind == "bool":
        if text not in ("true", "false"):
            raise SettingsError(f"--set {name}={text}: allowed are true and false")
        return text == "true"
    if kind == "int":
        if not text.isdigit():
            raise SettingsError(f"--set {name}={text}: expected a whole number, 0 or more")
        return int(text)
    return text


def ports_from(environment: Mapping[str, str]) -> dict[str, int]:
    """The ports that the environment overrides."""
    ports = {}
    for key, variable in PORT_VARIABLES.items():
        text = environment.get(variable)
        if text is None:
            continue
        if not text.isdigit() or int(text) > 65535:
            raise SettingsError(f"{variable}={text}: expected a port, 0 to 65535")
        ports[key] = int(text)
    return ports
