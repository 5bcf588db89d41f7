"""The configuration of a preview, made of a stack's own: nothing of it is secret, and it is of the local account."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from devkit.errors import ToolchainError

PROJECT = "milvus-spcs"
ROLE = "snowflake:role"
USER, USER_PASSWORD = f"{PROJECT}:user", f"{PROJECT}:milvusUserPassword"
REGISTRY_HOST = f"{PROJECT}:registryHost"


@dataclass(frozen=True)
class Derived:
    """`plain` as the file is going to have it; `secrets` by the paths that `pulumi config set-all --path` takes."""

    plain: Mapping[str, Any]
    secrets: Mapping[str, str]


class _Loader(yaml.SafeLoader):
    """Of YAML 1.2, as the engine reads it: NO is a text, and so are a day and 1:30."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def read(file: Path) -> dict[str, Any] | None:
    """The configuration under full keys; None where there is no such file."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), _Loader) or {}  # noqa: S506 - a safe one
        config = content.get("config") or {}
        return {key if ":" in key else f"{PROJECT}:{key}": value for key, value in config.items()}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, yaml.YAMLError, AttributeError, TypeError):
        raise ToolchainError(f"{file.name} is no configuration of a stack. To do: mend it") from None


def derive(config: Mapping[str, Any], registry_host: str, role: str) -> Derived:
    """Where the account is, who signs in and where images go is the local account's; `role` is for who names none."""
    kept = {key: value for key, value in config.items() if key == ROLE or not key.startswith("snowflake:")}
    kept = {ROLE: role, **kept, REGISTRY_HOST: registry_host}
    secrets = {path: dummy(ciphertext) for path, ciphertext in _secrets("", kept)}
    if USER_PASSWORD not in kept and not is_existing(kept.get(USER)):
        secrets[USER_PASSWORD] = dummy("")
    return Derived({key: plain for key, it in kept.items() if (plain := _without_secrets(it)) is not None}, secrets)


def dummy(ciphertext: str) -> str:
    """What stands for a secret: another one for another, so that a preview sees that it was set anew."""
    return f"Dummy-{hashlib.sha256(ciphertext.encode()).hexdigest()[:12]}"


def is_existing(value: object) -> bool:
    """Whether it is the name of what was there before: a table, or the JSON of one."""
    table = _table(value)
    return table is not None and table.get("existing") in (True, "true")


def existing_name(value: object) -> str | None:
    """That name."""
    table = _table(value)
    return str(table.get("name")) if table is not None and is_existing(value) else None


def _table(value: object) -> Mapping[str, Any] | None:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, Mapping) else None


def table(config: Mapping[str, Any], key: str) -> Mapping[str, Mapping[str, Any]]:
    """A setting that is a table of rows, without what is no row."""
    rows = _table(config.get(f"{PROJECT}:{key}")) or {}
    return {str(name): row for name, row in rows.items() if isinstance(row, Mapping)}


def _is_secret(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) == {"secure"}


def _secrets(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if _is_secret(value):
        yield path, str(value["secure"])
    elif isinstance(value, Mapping):
        for name, it in value.items():
            yield from _secrets(_below(path, str(name)), it)
    elif isinstance(value, list):
        for index, it in enumerate(value):
            yield from _secrets(f"{path}[{index}]", it)


def _below(path: str, name: str) -> str:
    """Of a key of the configuration itself, the key."""
    return name if not path else f"{path}[{json.dumps(name)}]"


def _without_secrets(value: Any) -> Any:
    """None for a secret itself. In a list its place is kept, so that the others keep theirs."""
    if _is_secret(value):
        return None
    if isinstance(value, Mapping):
        return {name: kept for name, it in value.items() if (kept := _without_secrets(it)) is not None}
    if isinstance(value, list):
        return ["" if _is_secret(it) else _without_secrets(it) for it in value]
    return value
