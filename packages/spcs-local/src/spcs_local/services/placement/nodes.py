"""Which instances find room on the nodes of a compute pool."""

from __future__ import annotations

from spcs_local.errors import SnowflakeError
from spcs_local.model.objects import StoredObject
from spcs_local.services.placement.families import FAMILIES, Room
from spcs_local.services.records.store import Store
from spcs_local.services.states import POOLS_UP
from spcs_local.specification import Container, Specification

_DEFAULT = Room(0.5, 2**29)


class TooLargeError(SnowflakeError):
    """An instance that no node of the pool could hold, however empty. Number unverified."""

    def __init__(self, pool: str, wanted: Room, node: Room) -> None:
        message = (
            f"An instance of the service requests {wanted.cpus:g} CPU and {wanted.memory / 2**30:g}Gi of memory"
            f"{_gpus(wanted)}; a node of compute pool {pool} has {node.cpus:g} CPU and {node.memory / 2**30:g}Gi"
            f"{_gpus(node) or (', and no GPU' if wanted.gpus else '')}."
        )
        super().__init__(395018, "22023", message)


def _gpus(room: Room) -> str:
    return f", and {room.gpus} GPU" if room.gpus else ""


def requested(specification: Specification) -> Room:
    """What one instance is to be sure of."""
    return sum((_requested(container) for container in specification.containers), Room(0, 0))


def occupied(store: Store, pool: StoredObject) -> Nodes:
    """The pool's nodes with the instances on them."""
    nodes = Nodes(FAMILIES[pool["INSTANCE_FAMILY"]].room, pool["MAX_NODES"])
    for service in store.in_pool(pool.id):
        for instance in store.placed(service.id):
            nodes.place(requested(instance.revision.specification))
    return nodes


def active_nodes(store: Store, pool: StoredObject) -> int:
    """How many have instances on them."""
    return occupied(store, pool).used if pool["state"] in POOLS_UP else 0


def nodes(store: Store, pool: StoredObject) -> int:
    """How many there are, with instances on them or without."""
    return max(pool["nodes"] or 0, active_nodes(store, pool)) if pool["state"] in POOLS_UP else 0


def _requested(container: Container) -> Room:
    requests, limits = container.resources.requests, container.resources.limits
    return Room(
        requests.cpu or limits.cpu or _DEFAULT.cpus,
        requests.memory or limits.memory or _DEFAULT.memory,
        requests.gpu or limits.gpu or 0,
    )


class Nodes:
    """The nodes of a pool, filled first fit."""

    def __init__(self, node: Room, most: int) -> None:
        self._node = node
        self._most = most
        self._left: list[Room] = []

    @property
    def used(self) -> int:
        """How many have instances on them."""
        return len(self._left)

    def lacking(self, wanted: Room) -> str:
        """What there is too little of, where there is no room. The sentence is Snowflake's."""
        nodes = [*self._left, *([self._node] if len(self._left) < self._most else [])]
        if wanted.cpus > max((node.cpus for node in nodes), default=0.0):
            short = "CPU"
        else:
            short = "GPU" if wanted.gpus > max((node.gpus for node in nodes), default=0) else "memory"
        return f"Unschedulable due to insufficient {short} resources."

    def place(self, wanted: Room) -> bool:
        """Take the room if there is any."""
        for index, left in enumerate(self._left):
            if left.holds(wanted):
                self._left[index] = left - wanted
                return True
        if len(self._left) < self._most and self._node.holds(wanted):
            self._left.append(self._node - wanted)
            return True
        return False
