"""Previews of the program, of which some resources are new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi import get_project, get_stack
from pulumi.runtime import mocks

from components.found_objects import READ_STATE
from tests.unit import recording

Answer = tuple[dict[Any, Any], list[tuple[str, str]] | None]


@dataclass
class State(recording.Account):
    """A stack's state: what is `new` is not in it, or is made anew. `recorded` are names of objects by what the URNs
    of their resources end with."""

    new: Callable[[str], bool]
    recorded: Mapping[str, str] = field(default_factory=dict)
    _registry: str = recording.REGISTRY

    def call(self, args: mocks.MockCallArgs) -> Answer:
        if args.token != READ_STATE:
            return super().call(args)
        assert args.args == {"stackName": f"{recording.ORGANIZATION}/{recording.PROJECT}/test"}
        # as the mocks make URNs
        start = f"urn:pulumi:{get_stack()}::{get_project()}::"
        return {"outputs": {start + end: {"outputs": {"name": name}} for end, name in self.recorded.items()}}, []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        id_, state = super().new_resource(args)
        return (None if self.new(args.name) else id_), state


def preview(
    *new: str, recorded: Mapping[str, str] | None = None, update: bool = False, **changes: str | None
) -> recording.Recording:
    """The preview, or the update, of the program; without names all is new. `changes` are of the settings."""
    recording.configure({f"{recording.PROJECT}:{name}": value for name, value in changes.items()})
    state = State(lambda name: not new or name in new, recorded or {})
    return recording.record(recording.run_program, state, preview=not update)
