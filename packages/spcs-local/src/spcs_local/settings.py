"""What a run of the local account is told: home, ports, adapter, and what Snowflake leaves unclear."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PORT_VARIABLES = {
    "account_port": "SPCS_LOCAL_ACCOUNT_PORT",
    "registry_port": "SPCS_LOCAL_REGISTRY_PORT",
    "ingress_port": "SPCS_LOCAL_INGRESS_PORT",
}
_MOST_DIGITS = 18
_HOUR, _WEEK = 3600, 7 * 24 * 3600
ADAPTERS = ("docker", "memory")
PROGRESSIONS = ("timed", "immediate", "manual")


class SettingsError(ValueError):
    """A setting that is not one, or has a value that is not allowed."""


def _setting(default: bool | int | str, meaning: str, bounds: tuple[int, int] | None = None) -> Any:
    """A setting; a number has bounds, which its meaning tells."""
    told = meaning if bounds is None else f"{meaning} ({bounds[0]} to {bounds[1]})"
    return field(default=default, metadata={"meaning": told, "bounds": bounds})


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """Named settings (`--set name=value`): what Snowflake leaves unclear, and how fast things go."""

    progression: str = _setting("timed", f"how states move on: {', '.join(PROGRESSIONS)}")
    relayImage: str = _setting(  # noqa: N815 - these names are written after --set
        "", "image with python3: with one, services reach SNOWFLAKE_HOST, and what lies outside"
    )
    openServices: bool = _setting(  # noqa: N815
        False, "whether services reach each other's every port, declared or not, whatever their roles"
    )
    sysadminCreatesPools: bool = _setting(  # noqa: N815
        True, "whether SYSADMIN may create compute pools, as guides assume"
    )
    bundle2026_08: bool = _setting(
        False, "the behaviour changes of that bundle: new services with stage volumes of version 1 are refused"
    )
    statementDelayMilliseconds: int = _setting(  # noqa: N815
        0, "added to every statement, for measuring", (0, _HOUR * 1000)
    )
    sessionSeconds: int = _setting(  # noqa: N815
        3600, "life of a session token without a heartbeat", (1, _WEEK)
    )
    masterSeconds: int = _setting(  # noqa: N815
        14400, "life of a master token, which renews session tokens; 0: it renews none", (0, _WEEK)
    )
    sessionsPerUser: int = _setting(  # noqa: N815
        2000, "sessions of a user at a time; then the oldest ends", (1, 10_000)
    )
    statementsPerUser: int = _setting(  # noqa: N815
        500, "statements of a user under way at a time, at most", (1, 5_000)
    )

    def __post_init__(self) -> None:
        if self.progression not in PROGRESSIONS:
            raise SettingsError(f"setting progression={self.progression}: allowed are {', '.join(PROGRESSIONS)}")
        for setting in fields(self):
            if (bounds := setting.metadata["bounds"]) and not bounds[0] <= getattr(self, setting.name) <= bounds[1]:
                value = getattr(self, setting.name)
                raise SettingsError(f"setting {setting.name}={value}: expected {bounds[0]} to {bounds[1]}")


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

    def __post_init__(self) -> None:
        if self.adapter not in ADAPTERS:
            raise SettingsError(f"adapter {self.adapter}: allowed are {', '.join(ADAPTERS)}")

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


def behaviour_of(**values: Any) -> Behaviour:
    """The settings of these names, and the others as they are by default."""
    known = {setting.name: type(setting.default) for setting in fields(Behaviour)}
    for name, value in values.items():
        if name not in known:
            raise SettingsError(f"setting {name}: expected one of {', '.join(known)}")
        if type(value) is not known[name]:
            raise SettingsError(f"setting {name}={value!r}: expected {known[name].__name__}")
    return Behaviour(**values)


def behaviour_from(pairs: list[str]) -> Behaviour:
    """Read `name=value` pairs; a boolean is true or false."""
    defaults = {setting.name: setting.default for setting in fields(Behaviour)}
    values: dict[str, bool | int | str] = {}
    for pair in pairs:
        name, separator, text = pair.partition("=")
        if not separator or name not in defaults:
            raise SettingsError(f"--set {pair}: expected name=value with one of {', '.join(defaults)}")
        values[name] = _convert(name, defaults[name], text)
    return behaviour_of(**values)


def _convert(name: str, default: object, text: str) -> bool | int | str:
    if isinstance(default, bool):
        if text not in ("true", "false"):
            raise SettingsError(f"--set {name}={text}: allowed are true and false")
        return text == "true"
    if isinstance(default, int):
        if not _is_whole(text):
            raise SettingsError(f"--set {name}={text}: expected a whole number, 0 or more")
        return int(text)
    return text


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS


def ports_from(environment: Mapping[str, str]) -> dict[str, int]:
    """The ports that the environment overrides."""
    ports = {}
    for key, variable in PORT_VARIABLES.items():
        text = environment.get(variable)
        if text is None:
            continue
        if not _is_whole(text) or int(text) > 65535:
            raise SettingsError(f"{variable}={text}: expected a port, 0 to 65535")
        ports[key] = int(text)
    return ports
