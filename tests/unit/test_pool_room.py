"""How many nodes containers need."""

from __future__ import annotations

import pytest

from components.container_resources import ContainerResources
from components.node_sizes import NodeSize
from components.pool_room import nodes_needed

NODE = NodeSize(cpus=3, memory_gib=4)


def asking(cpu: int, memory: int) -> ContainerResources:
    return ContainerResources(cpu, cpu, memory, memory)


@pytest.mark.parametrize(
    ("instances", "needed"),
    [
        ([], 0),
        ([asking(3000, 4096)], 1),
        ([asking(3000, 128), asking(100, 128)], 2),
        ([asking(100, 128), asking(100, 4096)], 2),
        ([asking(1000, 1024), asking(100, 3072), asking(1000, 2048), asking(1000, 1024)], 2),
        ([asking(3001, 128)], None),
        ([asking(100, 4097)], None),
    ],
)
def test_each_instance_is_on_a_node_with_room(instances: list[ContainerResources], needed: int | None) -> None:
    assert nodes_needed(NODE, instances) == needed
