"""Previews of the program, of which some resources are new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi import get_project, get_stack
from pulumi.runtime import mocks

from components.recorded_state import READ_STATE
from tests.unit import recording

POOL = "milvus-spcs:index:ComputePool$snowflake:index/computePool:ComputePool::{}-pool"
# the pools of a stack that is up
POOLS = {
    POOL.format(key): {"name": f"{key.upper()}_COMPUTE_POOL", "instanceFamily": "CPU_X64_S"}
    for key in ("milvus", "jupyter")
}
Answer = tuple[dict[Any, Any], list[tuple[str, str]] | None]


@dataclass
class State(recording.Account):
    """A stack's state: what is `new` is not in it, or is made anew. `recorded` are outputs by what the URNs of their
    resources end with."""

    new: Callable[[str], bool]
    recorded: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _registry: str = recording.REGISTRY

    def call(self, args: mocks.MockCallArgs) -> Answer:
        if args.token != READ_STATE:
            return super().call(args)
        assert args.args == {"stackName": f"{recording.ORGANIZATION}/{recording.PROJECT}/test"}
        # as the mocks make URNs
        start = f"urn:pulumi:{get_stack()}::{get_project()}::"
        return {"outputs": {start + end: {"outputs": it} for end, it in self.recorded.items()}}, []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        id_, state = super().new_resource(args)
        return (None if self.new(args.name) else id_), state


def preview(
    *new: str, recorded: Mapping[str, Mapping[str, str]] | None = None, update: bool = False, **changes: str | None
) -> recording.Recording:
    """The preview, or the update, of the program; without names all is new. `changes` are of the settings."""
    recording.configure({f"{recording.PROJECT}:{name}": value for name, value in changes.items()})
    state = State(lambda name: not new or name in new, recorded or {})
    return recording.record(recording.run_program, state, preview=not update)
