"""What a node of each instance family holds.

https://docs.snowflake.com/en/sql-reference/sql/create-compute-pool
"""

from __future__ import annotations

from dataclasses import dataclass

_GI = 2**30


@dataclass(frozen=True)
class Room:
    """Processors and bytes of memory."""

    cpus: float
    memory: int

    def holds(self, other: Room) -> bool:
        """Whether the other fits in here."""
        return other.cpus <= self.cpus and other.memory <= self.memory

    def __add__(self, other: Room) -> Room:
        return Room(self.cpus + other.cpus, self.memory + other.memory)

    def __sub__(self, other: Room) -> Room:
        return Room(self.cpus - other.cpus, self.memory - other.memory)


FAMILIES = {
    "CPU_X64_XS": Room(1, 6 * _GI),
    "CPU_X64_S": Room(3, 13 * _GI),
    "CPU_X64_M": Room(6, 28 * _GI),
    "CPU_X64_SL": Room(14, 54 * _GI),
    "CPU_X64_L": Room(28, 116 * _GI),
    "HIGHMEM_X64_S": Room(6, 58 * _GI),
    "HIGHMEM_X64_M": Room(28, 240 * _GI),
    "HIGHMEM_X64_SL": Room(92, 654 * _GI),
    "HIGHMEM_X64_L": Room(124, 984 * _GI),
}
