"""Options of children."""

from __future__ import annotations

from tests.unit.recording import Program


def test_delete_named_objects_before_replacing_them(program: Program) -> None:
    named = [item for item in program().resources if item.type.startswith("snowflake:")]
    assert [item.name for item in named if not item.delete_before_replace] == []
