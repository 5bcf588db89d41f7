"""What a node of an instance family has for containers, without what Snowflake's own components take of the machine.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-compute-pool, the columns of
SHOW COMPUTE POOL INSTANCE FAMILIES that say what is accessible to the user; as of AWS, read 2026-11. Of a family that
is not here, none was known. What a request may ask for is checked against this, not against the machine:
https://docs.snowflake.com/en/release-notes/bcr-bundles/2024_06/bcr-1648
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class NodeSize:
    """vCPUs, and memory in GiB."""

    cpus: int
    memory_gib: int


SOURCE = "https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-compute-pool"
GUIDE = NodeSize(3, 13)  # of CPU_X64_S, which the guide's figures are for
NODE_SIZES: Mapping[str, NodeSize] = {
    "CPU_X64_XS": NodeSize(1, 6),
    "CPU_X64_S": GUIDE,
    "CPU_X64_M": NodeSize(6, 28),
    "CPU_X64_SL": NodeSize(14, 54),
    "CPU_X64_L": NodeSize(28, 116),
    "HIGHMEM_X64_S": NodeSize(6, 58),
    "HIGHMEM_X64_M": NodeSize(28, 240),
    "HIGHMEM_X64_SL": NodeSize(92, 654),
    "HIGHMEM_X64_L": NodeSize(124, 984),
    "GEN_X64_G2_2": NodeSize(1, 6),
    "GEN_X64_G2_4": NodeSize(3, 13),
    "GEN_X64_G2_8": NodeSize(6, 28),
    "GEN_X64_G2_32": NodeSize(28, 116),
    "MEM_X64_G2_8": NodeSize(6, 58),
    "MEM_X64_G2_32": NodeSize(28, 240),
    "MEM_X64_G2_64": NodeSize(60, 492),
    "MEM_X64_G2_192": NodeSize(188, 1436),
    "GPU_NV_S": NodeSize(6, 28),
    "GPU_NV_M": NodeSize(44, 178),
    "GPU_NV_L": NodeSize(92, 1112),
    "GPU_L40S_G1_8": NodeSize(6, 58),
    "GPU_L40S_G1_16": NodeSize(14, 116),
    "GPU_L40S_G1_48": NodeSize(44, 368),
    "GPU_L40S_G1_192": NodeSize(188, 1436),
    "GPU_R6K_G1_8": NodeSize(6, 58),
    "GPU_R6K_G1_16": NodeSize(14, 116),
    "GPU_R6K_G1_32": NodeSize(28, 240),
    "GPU_R6K_G1_48": NodeSize(44, 490),
    "GPU_R6K_G1_96": NodeSize(92, 984),
    "GPU_R6K_G1_192": NodeSize(188, 1843),
}


def node_size(family: str | None) -> NodeSize:
    """That of the guide's family where none is known."""
    return NODE_SIZES.get(family or "", GUIDE)
