"""What nodes have, as the local account offers it, and as settings take families."""

from __future__ import annotations

from components.checks import INSTANCE_FAMILIES
from components.node_sizes import GUIDE, NODE_SIZES, NodeSize, node_size
from spcs_local.services.placement.families import FAMILIES


def test_are_those_that_the_local_account_offers() -> None:
    assert {name: (it.cpus, it.memory_gib) for name, it in FAMILIES.items()} == {
        name: (it.cpus, it.memory_gib) for name, it in NODE_SIZES.items()
    }
    assert set(NODE_SIZES) <= set(INSTANCE_FAMILIES)


def test_of_a_family_that_is_not_known_is_the_guides() -> None:
    assert node_size("CPU_X64_S") == GUIDE == NodeSize(3, 13)
    assert node_size("GPU_GCP_NV_L4_1_24G") == node_size(None) == GUIDE
