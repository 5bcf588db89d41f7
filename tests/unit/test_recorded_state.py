"""What the stack's state has."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components import recorded_state
from components.recorded_state import READ_STATE, recorded_outputs
from devkit.testing.event_loop import kept_loop


def test_ask_the_engine_for_the_outputs_of_this_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def invoke(token: str, arguments: dict[str, Any]) -> dict[str, Any]:
        asked.append((token, arguments))
        return {"outputs": {"urn:a": {"type": "t", "outputs": {"name": "A"}}}}

    monkeypatch.setattr(recorded_state, "invoke_async", invoke)
    for name in ("organization", "project", "stack"):
        monkeypatch.setattr(pulumi, f"get_{name}", lambda name=name: name)
    assert kept_loop().run_until_complete(recorded_outputs()) == {"urn:a": {"name": "A"}}
    assert asked == [(READ_STATE, {"stackName": "organization/project/stack"})]
