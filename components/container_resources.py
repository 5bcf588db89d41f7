"""Processors and memory of a service's container: what its pool's instance family makes of the guide's figures, or
what its row says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from components.node_sizes import GUIDE, NodeSize

_CPU = re.compile(r"([0-9]{1,6})m|([0-9]{1,3}(?:\.[0-9]{1,3})?)")
# https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
_MEMORY = re.compile(r"([0-9]{1,7})(Mi|Gi|M|G)")
_UNITS = {"Mi": Fraction(1), "Gi": Fraction(1024), "M": Fraction(10**6, 2**20), "G": Fraction(10**9, 2**20)}
_MILLI = 1000
_GI = 1024
CPUS, MEMORIES = ("cpuRequest", "cpuLimit"), ("memoryRequest", "memoryLimit")
PLACEHOLDERS = ("cpu_request", "cpu_limit", "memory_request", "memory_limit")


@dataclass(frozen=True)
class ContainerResources:
    """Thousandths of a processor, and MiB."""

    cpu_request: int
    cpu_limit: int
    memory_request: int
    memory_limit: int

    def placeholders(self) -> dict[str, str | int]:
        """As specifications have them."""
        written = (
            *(_written_cpu(it) for it in (self.cpu_request, self.cpu_limit)),
            *(_written_memory(it) for it in (self.memory_request, self.memory_limit)),
        )
        return dict(zip(PLACEHOLDERS, written, strict=True))


def resources(node: NodeSize, given: Mapping[str, int], *, whole_node: bool) -> ContainerResources:
    """Of a service on such nodes; `given` are fields of its row.

    Milvus has the `whole_node` but for a processor and 5 GiB, which are left to who runs beside it, others the part of
    it that the guide gives to the notebook. On nodes of the guide's family that is the guide's.
    """
    cpus, memory = node.cpus * _MILLI, node.memory_gib * _GI
    cpu_limit, memory_limit = cpus * 2 // 3, memory * (8 if whole_node else 4) // GUIDE.memory_gib
    if whole_node:
        cpu_limit, memory_limit = max(cpu_limit, cpus - _MILLI), max(memory_limit, memory - 5 * _GI)
    of_limits = given.get("cpuLimit", _rounded(cpu_limit, 100)), given.get("memoryLimit", _rounded(memory_limit, 256))
    of_family = _rounded(cpus // 6, 100), _rounded(memory // GUIDE.memory_gib, 256)
    return ContainerResources(
        given.get("cpuRequest", min(of_family[0], of_limits[0])),
        of_limits[0],
        given.get("memoryRequest", min(of_family[1], of_limits[1])),
        of_limits[1],
    )


def cpu(text: str) -> int:
    """Thousandths; raises ValueError with what is allowed."""
    match = _CPU.fullmatch(text)
    found = match and int(match[1] or Fraction(match[2]) * _MILLI)
    if not found:
        raise ValueError("processors as 2, 0.5 or 500m, more than none")
    return found


def memory(text: str) -> int:
    """MiB; raises ValueError with what is allowed."""
    match = _MEMORY.fullmatch(text)
    found = match and int(int(match[1]) * _UNITS[match[2]])
    if not found:
        raise ValueError("memory as 512Mi or 8Gi, or with M or G, a MiB or more")
    return found


def _rounded(value: int, step: int) -> int:
    """Down, where that leaves something."""
    return max(value // step, 1) * step


def _written_cpu(milli: int) -> str | int:
    return f"{milli}m" if milli % _MILLI else milli // _MILLI


def _written_memory(mebibytes: int) -> str:
    return f"{mebibytes}Mi" if mebibytes % _GI else f"{mebibytes // _GI}Gi"
