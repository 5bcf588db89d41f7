"""The privileges that the stack grants by name."""

from __future__ import annotations

from components import stack_privileges
from tests.unit.recording import Program


def test_the_program_grants_these_and_no_others(program: Program) -> None:
    listed = [it for name, value in vars(stack_privileges).items() if name.isupper() for it in _lists(value)]
    granted = {
        tuple(it.inputs["privileges"])
        for changes in ({}, {"specSource": "stage"})
        for it in program(**changes).of_type(":GrantPrivilegesToAccountRole").values()
        if it.type.startswith("snowflake:index/grant")
    }
    ours = {("USAGE",)}  # on services
    assert granted - ours == {it for it in listed if it} - ours


def _lists(value: object) -> list[tuple[str, ...]]:
    return list(value.values()) if isinstance(value, dict) else [value] if isinstance(value, tuple) else []
