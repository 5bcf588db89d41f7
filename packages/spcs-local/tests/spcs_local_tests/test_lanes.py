"""Threads for what blocks."""

from __future__ import annotations

import asyncio
import threading

import pytest

from spcs_local.lanes import Lane

pytestmark = pytest.mark.timeout(300)


def test_others_have_their_turn_while_a_lane_is_full() -> None:
    full, free = threading.Barrier(3), threading.Event()

    def held() -> str:
        full.wait()
        free.wait()
        return "held"

    async def run() -> list[str]:
        lane, other = Lane(2), Lane(1)
        holding = [asyncio.create_task(lane.run(held)) for _ in range(2)]
        await asyncio.to_thread(full.wait)
        waiting = asyncio.create_task(lane.run(lambda: "waited"))
        assert await other.run(lambda: "other") == "other"
        assert not waiting.done()
        free.set()
        return [await task for task in (*holding, waiting)]

    assert asyncio.run(run()) == ["held", "held", "waited"]
