"""Containers of the account's own: left alone, or replaced."""

from __future__ import annotations

from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import PART_LABEL, ContainerSpec
from spcs_local.relay.parts import ensure_part

SPEC = ContainerSpec(name="gate", image="x")


def test_part_that_runs_with_the_same_program_stays() -> None:
    port = MemoryContainers()
    ensure_part(port, "gate", "1", SPEC)
    before = port.specs["gate"]
    ensure_part(port, "gate", "1", SPEC)
    assert port.specs["gate"] is before
    assert before.labels[PART_LABEL] == "gate"


def test_part_that_has_ended_or_has_another_program_is_replaced() -> None:
    port = MemoryContainers()
    ensure_part(port, "gate", "1", SPEC)
    for program, crash in (("2", False), ("2", True)):
        before = port.specs["gate"]
        if crash:
            port.crash("gate", 1)
        ensure_part(port, "gate", program, SPEC)
        assert port.specs["gate"] is not before
    assert [state.status for state in port.containers()] == ["running"]
