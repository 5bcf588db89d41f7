"""A dynamic resource that is there while a compute pool of the stack is parked, and keeps it suspended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.dynamic_session import SessionProvider, say
from components.pool_state import rest, shown
from components.resting import AT_REST
from components.sql import Identifier


class ParkedPoolProvider(SessionProvider):
    """Create and update suspend; read and diff look whether somebody has resumed it. Delete does nothing: the first
    service that is resumed wakes its pool, and one that is destroyed is not woken before."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        if _olds["pool"] != _news["pool"]:
            return DiffResult(changes=True, replaces=["pool"])
        pool = Identifier(_olds["pool"])
        row = shown(self.session(_olds["role"]), pool)
        differs = row is not None and row["state"] != AT_REST
        if differs and row is not None:
            say(f"{pool}: to be suspended again, since the stack is parked and it is {row['state']}")
        return DiffResult(changes=differs or _olds["role"] != _news["role"])

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult(props["pool"], self._rested(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        return UpdateResult(self._rested(_news))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        row = shown(self.session(props["role"]), Identifier(props["pool"]))
        return ReadResult(id_, {**props, "state": row["state"]}) if row else ReadResult("", {})

    def _rested(self, props: Mapping[str, Any]) -> dict[str, Any]:
        row = rest(self.session(props["role"]), Identifier(props["pool"]), int(props["timeout"]), say)
        return {**props, "state": row["state"]}


class ParkedPool(Resource, module="parked_pool", name="ParkedPool"):
    """`pool` is suspended as `role`, which owns it, after what the options depend on: the services in it."""

    state: pulumi.Output[str]

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(ParkedPoolProvider(), name, {"state": None, **props}, opts)
