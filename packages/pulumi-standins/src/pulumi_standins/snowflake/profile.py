"""A profile of the provider's file, for what neither its properties nor variables say.

https://registry.terraform.io/providers/snowflakedb/snowflake/2.20.0/docs#toml-file
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulumi_standins.provider.provider import ProviderError

DEFAULT = "default"
LARGEST = 10 * 1024 * 1024  # bytes


def read_profile(environment: Mapping[str, str]) -> Mapping[str, Any]:
    """By its own keys. The default one is nothing where it cannot be read, as for the real plugin."""
    name = environment.get("SNOWFLAKE_PROFILE") or DEFAULT
    path = Path(environment.get("SNOWFLAKE_CONFIG_PATH") or f"{environment.get('HOME', '')}/.snowflake/config")
    try:
        return _profile(path, name)
    except (OSError, ValueError, LookupError) as error:
        if name == DEFAULT:
            return {}
        raise ProviderError(f'could not retrieve "{name}" profile config from file {path}: {_reason(error)}') from None


def _profile(path: Path, name: str) -> Mapping[str, Any]:
    status = path.stat()
    if status.st_size > LARGEST:
        raise LookupError("it is too big, more than 10 MB")
    if status.st_mode & 0o077:
        raise LookupError(f"it has unsafe permissions, {status.st_mode & 0o777:#o}")
    profiles = tomllib.loads(path.read_text(encoding="utf-8"))
    found = profiles.get(name)
    if not isinstance(found, dict):
        raise LookupError("it has no such profile")
    if "account" in found:
        raise LookupError("the account field needs an experiment; organization_name and account_name do not")
    return {**found, "user": found["username"]} if "username" in found else found


def _reason(error: Exception) -> str:
    """Not the words of a file that is no TOML: they may repeat what it holds."""
    if isinstance(error, OSError):
        return str(error.strerror)
    return str(error.args[0]) if isinstance(error, LookupError) else "it is no TOML"
