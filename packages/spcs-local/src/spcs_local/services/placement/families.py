"""What the account's region offers: the instance families of AWS, and what a node of each holds.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-compute-pool
"""

from __future__ import annotations

from dataclasses import dataclass

_GI = 2**30


@dataclass(frozen=True)
class Room:
    """Processors, bytes of memory, GPUs."""

    cpus: float
    memory: int
    gpus: int = 0

    def holds(self, other: Room) -> bool:
        """Whether the other fits in here."""
        return other.cpus <= self.cpus and other.memory <= self.memory and other.gpus <= self.gpus

    def __add__(self, other: Room) -> Room:
        return Room(self.cpus + other.cpus, self.memory + other.memory, self.gpus + other.gpus)

    def __sub__(self, other: Room) -> Room:
        return Room(self.cpus - other.cpus, self.memory - other.memory, self.gpus - other.gpus)


@dataclass(frozen=True)
class Gpus:
    """Of a node; the memory of each in GiB."""

    name: str = ""
    count: int = 0
    memory_gib: int = 0


@dataclass(frozen=True)
class Family:
    """Memory and storage in GiB, as SHOW COMPUTE POOL INSTANCE FAMILIES has them."""

    cpus: int
    memory_gib: int
    storage_gib: int = 100
    gpus: Gpus = Gpus()

    @property
    def room(self) -> Room:
        """What instances share on a node."""
        return Room(self.cpus, self.memory_gib * _GI, self.gpus.count)


_A10G, _A100, _L40S, _R6K = (
    *(("NVIDIA A10G", 24), ("NVIDIA A100", 40)),
    *(("NVIDIA L40S", 48), ("NVIDIA RTX PRO 6000", 96)),
)


def _gpus(kind: tuple[str, int], count: int) -> Gpus:
    name, memory = kind
    return Gpus(name, count, memory)


FAMILIES = {
    "CPU_X64_XS": Family(1, 6),
    "CPU_X64_S": Family(3, 13),
    "CPU_X64_M": Family(6, 28),
    "CPU_X64_SL": Family(14, 54),
    "CPU_X64_L": Family(28, 116),
    "HIGHMEM_X64_S": Family(6, 58),
    "HIGHMEM_X64_M": Family(28, 240),
    "HIGHMEM_X64_SL": Family(92, 654),
    "HIGHMEM_X64_L": Family(124, 984),
    "GEN_X64_G2_2": Family(1, 6),
    "GEN_X64_G2_4": Family(3, 13),
    "GEN_X64_G2_8": Family(6, 28),
    "GEN_X64_G2_32": Family(28, 116),
    "MEM_X64_G2_8": Family(6, 58),
    "MEM_X64_G2_32": Family(28, 240),
    "MEM_X64_G2_64": Family(60, 492),
    "MEM_X64_G2_192": Family(188, 1436),
    "GPU_NV_S": Family(6, 28, 450, _gpus(_A10G, 1)),
    "GPU_NV_M": Family(44, 178, 3800, _gpus(_A10G, 4)),
    "GPU_NV_L": Family(92, 1112, 100, _gpus(_A100, 8)),
    "GPU_L40S_G1_8": Family(6, 58, 450, _gpus(_L40S, 1)),
    "GPU_L40S_G1_16": Family(14, 116, 600, _gpus(_L40S, 1)),
    "GPU_L40S_G1_48": Family(44, 368, 3800, _gpus(_L40S, 4)),
    "GPU_L40S_G1_192": Family(188, 1436, 3800, _gpus(_L40S, 8)),
    "GPU_R6K_G1_8": Family(6, 58, 1900, _gpus(_R6K, 1)),
    "GPU_R6K_G1_16": Family(14, 116, 1900, _gpus(_R6K, 1)),
    "GPU_R6K_G1_32": Family(28, 240, 1900, _gpus(_R6K, 1)),
    "GPU_R6K_G1_48": Family(44, 490, 3800, _gpus(_R6K, 2)),
    "GPU_R6K_G1_96": Family(92, 984, 7600, _gpus(_R6K, 4)),
    "GPU_R6K_G1_192": Family(188, 1843, 11400, _gpus(_R6K, 8)),
}
