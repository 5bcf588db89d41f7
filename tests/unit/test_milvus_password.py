"""Passwords that the stack makes."""

from __future__ import annotations

from typing import Any

import pulumi

from components.milvus_password import MilvusPassword, MilvusPasswordProvider
from tests.unit import recording
from tests.unit.recording import record


def made(generation: int = 1) -> dict[str, Any]:
    outs = MilvusPasswordProvider().create({"generation": generation, "password": None}).outs
    assert outs is not None
    return outs


def test_each_is_another_one_and_long_enough() -> None:
    passwords = [str(made()["password"]) for _ in range(2)]
    assert passwords[0] != passwords[1]
    assert all(len(it) == 32 and it.isascii() and ":" not in it for it in passwords)


def test_it_stays_until_another_generation_is_asked_for() -> None:
    provider, state = MilvusPasswordProvider(), made()
    assert not provider.diff("password", state, {"generation": 1, "password": None}).changes
    assert provider.diff("password", state, {"generation": 2, "password": None}).changes
    changed = provider.update("password", state, {"generation": 2, "password": None}).outs
    assert changed is not None
    assert changed["generation"] == 2
    assert changed["password"] != state["password"]


def test_its_output_is_secret_for_the_engine() -> None:
    recording.configure()
    made: list[MilvusPassword] = []
    recorded = record(lambda: made.append(MilvusPassword("p", 1, pulumi.ResourceOptions())))
    assert recorded.only(":MilvusPassword").additional_secret_outputs == ("password",)
