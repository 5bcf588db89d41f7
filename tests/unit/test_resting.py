"""Waiting until something rests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from components.resting import Resting
from tests.unit.fake_service import FakeTime


def waited(states: Iterator[str], timeout: int = 60) -> tuple[str, float, list[str]]:
    said: list[str] = []
    resting = Resting("MILVUS", timeout, said.append, FakeTime().clock)
    state, seconds = resting.wait(next(states), lambda: next(states), str)
    return state, seconds, said


@pytest.mark.parametrize(("steps", "seconds"), [(0, 0), (1, 1), (8, 8), (61, 65)])
def test_look_until_it_rests_ever_slower(steps: int, seconds: int) -> None:
    state, took, said = waited(iter([*["STOPPING"] * steps, "SUSPENDED"]), timeout=100)
    assert (state, took, said[-1]) == ("SUSPENDED", seconds, f"MILVUS: SUSPENDED after {seconds} s")


def test_say_every_five_seconds_what_is_awaited() -> None:
    _, _, said = waited(iter([*["STOPPING"] * 11, "SUSPENDED"]))
    assert said[:-1] == [f"MILVUS: {it} s, awaiting status SUSPENDED, is STOPPING" for it in (0, 5, 10)]


def test_give_up_when_the_time_is_over() -> None:
    state, took, said = waited(iter(["STOPPING"] * 99), timeout=7)
    assert (state, took) == ("STOPPING", 7)
    assert "after" not in "".join(said)
