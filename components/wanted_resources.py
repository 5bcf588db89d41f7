"""What the program wants and the stack's state does not have: the engine's preview of it, and its file for an import.

https://www.pulumi.com/docs/iac/guides/migration/import/
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pulumi.runtime.rpc import UNKNOWN

from components.deployment import DEFAULTS, State, is_provider
from components.engine import Engine
from components.settings_table import Table
from components.whole_files import write_whole

# What the engine's file has of a resource, its provider's secrets encrypted, and an id that is to be filled in.
# https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/cmd/pulumi/operations/import.go
Spec = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A resource that is to be made. `inputs` are the program's, without secrets and what is not known beforehand; the
    role is of who makes it."""

    spec: Spec
    inputs: Mapping[str, Any]
    role: str | None

    @property
    def type(self) -> str:
        return str(self.spec["type"])


@dataclass(frozen=True)
class WantedResources:
    """All of them; `names` are of what the state has and some of them name."""

    resources: tuple[Wanted, ...]
    names: Mapping[str, str]

    def file(self, taken: Iterable[Spec]) -> str:
        """For `pulumi import`: these, with the components that they lie below and the providers that make them."""
        by_name, kept = {it.spec["name"]: it.spec for it in self.resources}, dict[str, Spec]()
        for spec in taken:
            for name in (*_above(spec, by_name), str(spec.get("provider"))):
                if name in by_name:
                    kept[name] = by_name[name]
            kept[spec["name"]] = spec
        return json.dumps({"nameTable": self.names, "resources": list(kept.values())}, indent=2) + "\n"


def wanted_resources(engine: Engine, config: Path) -> WantedResources:
    """`config` is the stack's configuration; the preview looks for no names that are taken. Raises EngineError."""
    with tempfile.TemporaryDirectory() as directory:
        quiet, file = Path(directory) / config.name, Path(directory) / "import.json"
        write_whole(quiet, _without_preflight(config.read_text(encoding="utf-8")))
        shown = engine.preview("--config-file", str(quiet), "--import-file", str(file))
        content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    states = {it["urn"]: it["newState"] for it in shown["steps"] if it.get("newState")}
    recorded = {it["urn"]: it for it in engine.export().resources}
    return _joined(content, {**recorded, **states})


def _joined(content: Mapping[str, Any], states: Mapping[str, State]) -> WantedResources:
    """The file's entries with what the preview says of each."""
    by_name = {(it["type"], it["urn"].rpartition("::")[2]): it for it in states.values()}
    found = []
    for spec in content.get("resources") or ():
        state = by_name[spec["type"], spec.get("logicalName") or spec["name"]]
        role = _role(state, states)
        if is_provider(spec) and role:
            spec["inputs"]["role"] = role  # of an owner's, the preview does not know it
        found.append(Wanted(spec, known(state.get("inputs") or {}), role))
    return WantedResources(tuple(found), content.get("nameTable") or {})


def known(value: Any) -> Any:
    """Without what only the run will tell, and what the plugin's bridge puts in for what the program leaves out."""
    if isinstance(value, list):
        return [known(it) for it in value]
    if not isinstance(value, dict):
        return value
    filled_in = value.get(DEFAULTS) or ()
    left_out = {DEFAULTS, *filled_in}
    return {key: known(it) for key, it in value.items() if key not in left_out and it != UNKNOWN}


def _role(state: State, states: Mapping[str, State]) -> str | None:
    """Of a provider its own; where that follows from a grant, the role that is granted. Of others their provider's."""
    if not is_provider(state):
        provider = states.get(str(state.get("provider", "")).rpartition("::")[0])
        return _role(provider, states) if provider else None
    role = (state.get("inputs") or {}).get("role")
    if isinstance(role, str) and role != UNKNOWN:
        return role
    for urn in (state.get("propertyDependencies") or {}).get("role") or ():
        granted = (states.get(urn, {}).get("inputs") or {}).get("roleName")
        if isinstance(granted, str):
            return granted
    return None


def _above(spec: Spec, by_name: Mapping[str, Spec]) -> Iterator[str]:
    """Its parents, the outermost first."""
    parent = str(spec.get("parent"))
    if parent in by_name:
        yield from _above(by_name[parent], by_name)
        yield parent


def _without_preflight(config: str) -> str:
    content = yaml.safe_load(config) or {}
    content.setdefault("config", {})[Table.PREFLIGHT.key] = "false"
    return yaml.safe_dump(content)
