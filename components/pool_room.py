"""Whether the nodes of a compute pool have room for what its services' containers ask for.

An instance that finds no room waits for a node, and with it a roll until its time is over.
"""

from __future__ import annotations

from collections.abc import Iterable

from components.container_resources import ContainerResources
from components.node_sizes import NodeSize


def nodes_needed(node: NodeSize, instances: Iterable[ContainerResources]) -> int | None:
    """How many nodes of such a size, each instance on the first that has room, the largest before others; None where
    one fits none."""
    free: list[list[int]] = []
    whole = [node.cpus * 1000, node.memory_gib * 1024]
    for it in sorted(instances, key=lambda one: (one.memory_request, one.cpu_request), reverse=True):
        wanted = (it.cpu_request, it.memory_request)
        if wanted[0] > whole[0] or wanted[1] > whole[1]:
            return None
        room = next((one for one in free if one[0] >= wanted[0] and one[1] >= wanted[1]), None)
        if room is None:
            room = list(whole)
            free.append(room)
        room[0] -= wanted[0]
        room[1] -= wanted[1]
    return len(free)
