"""The state of a stack as `pulumi stack export` writes it and `pulumi stack import` takes it back.

https://www.pulumi.com/docs/iac/concepts/state-and-backends/
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

State = dict[str, Any]  # a resource as the engine keeps it; its secrets stay encrypted
PROVIDER = "pulumi:providers:"
DEFAULTS = "__defaults"  # beside inputs, by the bridge of the plugin; no output has it
# Why a resource was not made whole: kept by an import, which clears pending operations, and taken off by a refresh or
# an update of the resource. https://pkg.go.dev/github.com/pulumi/pulumi/sdk/v3/go/common/apitype#ResourceV3
REASONS = "initErrors"
UNSEEN = "a run was killed at it, and nobody has looked at it since: make heal"


@dataclass(frozen=True)
class Operation:
    """One that was begun and never recorded: `kind` is creating, updating, deleting, reading or importing."""

    kind: str
    resource: State

    @property
    def urn(self) -> str:
        return str(self.resource["urn"])


class Deployment:
    """Of one stack. What is changed here is changed in the stack by an import alone."""

    def __init__(self, exported: Mapping[str, Any]) -> None:
        self._exported = exported
        self._content: State = dict(exported.get("deployment") or {})

    @classmethod
    def parse(cls, text: str) -> Deployment:
        """What an export printed."""
        return cls(json.loads(text))

    def text(self) -> str:
        """For an import: what a resource rests on stands before it."""
        content = {**self._content, "resources": list(_ordered(self.resources))}
        return json.dumps({**self._exported, "deployment": content})

    @property
    def resources(self) -> list[State]:
        """In the order of the state."""
        return list(self._content.get("resources") or ())

    @property
    def pending(self) -> list[Operation]:
        """Of a run that was killed. An import clears them; those of creations stay until then."""
        found = self._content.get("pending_operations") or ()
        return [Operation(it["type"], it["resource"]) for it in found]

    def find(self, urn: str) -> State | None:
        """The resource of this URN, but one that is to be deleted."""
        return next((it for it in self.resources if it["urn"] == urn and not it.get("delete")), None)

    def provider_of(self, resource: State) -> State | None:
        """The provider that makes it, where the state still has that."""
        urn, _, id_ = str(resource.get("provider", "")).rpartition("::")
        return next((it for it in self.resources if it["urn"] == urn and it.get("id") == id_), None)

    def add(self, resource: State, id_: str, outputs: Mapping[str, Any] | None = None) -> None:
        """Put a resource with its recorded inputs into the state, in place of one that it replaces.

        Until a refresh its outputs are the given ones, or its inputs. What the state does not have, it does not name.
        """
        known = outputs if outputs is not None else resource.get("inputs", {})
        made = {**resource, "id": id_, "outputs": {key: it for key, it in known.items() if key != DEFAULTS}}
        kept = [it for it in self.resources if it["urn"] != resource["urn"] or it.get("delete")]
        self._content["resources"] = [*kept, _without_unknown(made, {it["urn"] for it in kept})]

    def add_provider(self, provider: State) -> None:
        """One whose resources are about to be added."""
        self._content["resources"] = [*self.resources, provider]

    def mark(self, urns: Collection[str]) -> None:
        """Have the state itself say that these are still to be looked at, until a refresh has."""
        self._content["resources"] = [
            {**it, REASONS: [UNSEEN]} if it["urn"] in urns and not it.get("delete") else it for it in self.resources
        ]

    @property
    def marked(self) -> list[str]:
        """URNs of what is still to be looked at."""
        return sorted(it["urn"] for it in self.resources if UNSEEN in (it.get(REASONS) or ()))

    def remove(self, urn: str) -> None:
        """Take a resource that is gone out of the state."""
        self._content["resources"] = [it for it in self.resources if it["urn"] != urn]


def is_provider(resource: State) -> bool:
    return str(resource["type"]).startswith(PROVIDER)


def needs(resource: State) -> set[str]:
    """URNs that the engine wants before it in the state."""
    of_properties = (it for found in (resource.get("propertyDependencies") or {}).values() for it in found or ())
    provider = str(resource.get("provider", "")).rpartition("::")[0]
    one = (resource.get("parent"), resource.get("deletedWith"), provider)
    return {*(resource.get("dependencies") or ()), *of_properties, *(it for it in one if it)}


def _without_unknown(resource: State, known: set[str]) -> State:
    """Without parent and dependencies that are gone, as after `pulumi destroy`: the next run names them again."""
    found = dict(resource)
    for name in ("parent", "deletedWith"):
        if found.get(name) and found[name] not in known:
            del found[name]
    if found.get("dependencies"):
        found["dependencies"] = [it for it in found["dependencies"] if it in known]
    if found.get("propertyDependencies"):
        properties = found["propertyDependencies"]
        found["propertyDependencies"] = {
            key: [it for it in urns or () if it in known] for key, urns in properties.items()
        }
    return found


def _ordered(resources: list[State]) -> Iterator[State]:
    """The same, each behind what it needs, and otherwise as they were."""
    waiting, all_urns, seen = list(resources), {it["urn"] for it in resources}, set[str]()
    while waiting:
        ready = next((it for it in waiting if needs(it) & all_urns <= seen), waiting[0])
        waiting.remove(ready)
        seen.add(ready["urn"])
        yield ready
