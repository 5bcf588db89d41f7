"""A profile of the provider's own file, which its plugin reads for what neither its inputs nor variables say.

https://registry.terraform.io/providers/snowflakedb/snowflake/2.20.0/docs#toml-file
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from components.platforms import HOME, open_to_others
from components.problems import Problem
from components.setting import Setting
from components.settings_table import Connections

PATH, NAME = "SNOWFLAKE_CONFIG_PATH", "SNOWFLAKE_PROFILE"
DEFAULT = "default"
LARGEST = 10 * 1024 * 1024  # bytes, as the plugin


@dataclass(frozen=True)
class Profile:
    """What it says, by the variables that could say the same.

    The plugin cannot use one that has a `problem`: it goes on without the default one, and fails for one that is
    `named`.
    """

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    problem: Problem | None = None
    named: bool = False


class _UnusableError(Exception):
    """A file, or a profile of it, that the plugin would not take."""

    def __init__(self, subject: str, value: str | None, allowed: str, remedy: str) -> None:
        self.problem = Problem(subject, value, allowed, remedy)
        super().__init__(str(self.problem))


def read_profile(environment: Mapping[str, str]) -> Profile:
    """The one that SNOWFLAKE_PROFILE names, or `default`."""
    name = environment.get(NAME) or DEFAULT
    named, path = name != DEFAULT, _path(environment)
    if not (named or os.path.exists(path)):
        return Profile()
    try:
        found = _load(path).get(name)
        if found is None and not named:
            return Profile()
        return Profile(_values(found, f"profile {name!r} of {path}"), named=named)
    except _UnusableError as error:
        return Profile(problem=error.problem, named=named)


def _path(environment: Mapping[str, str]) -> Path:
    return Path(environment.get(PATH) or f"{environment.get(HOME, '')}/.snowflake/config")


def _load(path: Path) -> dict[str, Any]:
    try:
        if open_to_others(path):
            raise _UnusableError(str(path), "open to others", "a file for its owner alone", f"chmod 600 {path}")
        if path.stat().st_size > LARGEST:
            raise _UnusableError(str(path), "too large", "10 MB", "leave the profiles in it alone")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        allowed = "a TOML file with profiles, mode 0600"
        raise _UnusableError(str(path), f"not readable ({error.strerror})", allowed, f"mend it, or {PATH}") from None
    except ValueError:  # its words may repeat what the file holds
        raise _UnusableError(str(path), "not TOML", "a table of keys for each profile", "mend it") from None


def _values(profile: object, subject: str) -> dict[str, str]:
    if not isinstance(profile, dict):
        raise _UnusableError(subject, None, "a table of keys", f"add it, or set {NAME} to one that is there")
    if "account" in profile:
        raise _UnusableError(f"account in {subject}", "there", "organization_name and account_name", "write these two")
    wanted = {_key(setting): setting for setting in _settings()}
    given = {**profile, **({"user": profile["username"]} if "username" in profile else {})}
    return {
        str(setting.variable): _text(given[key], f"{key} in {subject}", number=setting is Connections.PORT)
        for key, setting in wanted.items()
        if key in given
    }


def _text(value: object, subject: str, *, number: bool) -> str:
    if type(value) is not (int if number else str):
        raise _UnusableError(subject, "of another type", "a number" if number else "a text in quotes", "mend it")
    return str(value)


def _settings() -> list[Setting[Any]]:
    return [value for value in vars(Connections).values() if isinstance(value, Setting)]


def _key(setting: Setting[Any]) -> str:
    return str(setting.variable).removeprefix("SNOWFLAKE_").lower()
