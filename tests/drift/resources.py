"""The snowflake plugin's resources of a stack that is up, with what the engine's state holds of them."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi_snowflake as snowflake

from devkit.bench.workspace import Workspace

SECRET = "4dabf18193072939515e22adb298388d"
DEFAULTS = "__defaults"
PACKAGE, PROVIDER = "snowflake:", "pulumi:providers:"
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """A resource as the state has it; `role` is its provider's."""

    urn: str
    token: str
    id: str
    inputs: Values
    outputs: Values
    role: str

    @property
    def type(self) -> str:
        return self.token.rpartition(":")[2]

    @property
    def name(self) -> str:
        return self.urn.rpartition("::")[2]

    @property
    def program(self) -> Values:
        """What the program said, without the plugin's defaults."""
        said: Values = _said(self.inputs)
        return said


def held(workspace: Workspace) -> list[Held]:
    """In the state's order."""
    state = json.loads(workspace.pulumi("stack", "export", "--show-secrets"))
    return list(_held(state["deployment"]["resources"]))


def properties(type_: str) -> list[str]:
    """All that the schema has for it, by the wire's names."""
    arguments = inspect.signature(getattr(snowflake, f"{type_}Args").__init__).parameters
    return [_wire(name) for name in arguments if name not in ("self", "__self__")]


def _held(resources: list[dict[str, Any]]) -> Iterator[Held]:
    roles = {
        f"{it['urn']}::{it['id']}": it["inputs"]["role"] for it in resources if it["type"] == f"{PROVIDER}snowflake"
    }
    for it in resources:
        if it["type"].startswith(PACKAGE):
            inputs, outputs = _open(it["inputs"]), _open(it["outputs"])
            yield Held(it["urn"], it["type"], it["id"], inputs, outputs, roles[it["provider"]])


def _open(value: Any) -> Any:
    if isinstance(value, dict):
        return json.loads(value["plaintext"]) if SECRET in value else {key: _open(item) for key, item in value.items()}
    return [_open(item) for item in value] if isinstance(value, list) else value


def _said(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    left_out = {DEFAULTS, *value.get(DEFAULTS, ())}
    return {key: _said(item) for key, item in value.items() if key not in left_out}


def _wire(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
