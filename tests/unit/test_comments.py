"""What each object says of where it comes from."""

from __future__ import annotations

from components.comments import MADE_BY, stack_comment
from tests.unit.recording import COMMENT, Program, record

WITHOUT = ("GrantAccountRole", "GrantPrivilegesToAccountRole")  # no objects of their own


def test_name_the_stack_in_one_line() -> None:
    found: list[str] = []
    record(lambda: found.append(stack_comment()))
    assert found == [COMMENT]
    assert COMMENT.startswith(MADE_BY)


def test_every_object_says_which_stack_made_it(program: Program) -> None:
    recording = program(schema="APP", ingressIntegration="true")
    objects = [it for it in recording.resources if it.type.startswith("snowflake:") and not it.type.endswith(WITHOUT)]
    assert len(objects) == 19
    assert {it.name for it in objects if it.inputs.get("comment") != COMMENT} == set()
    assert recording.only(":IngressIntegration").inputs["comment"] == COMMENT
