"""Statements that are ended."""

from __future__ import annotations

import asyncio
import threading
from itertools import islice

import pytest

from spcs_local.model.running import CanceledError, OutOfTimeError, Running, Steps, finished, pauses


def test_wait_ends_when_canceled_by_another() -> None:
    running = Running()
    threading.Thread(target=running.cancel).start()
    with pytest.raises(CanceledError):
        finished(running.wait(60, 0), running)


def test_wait_ends_at_the_limit() -> None:
    running = Running()
    with pytest.raises(OutOfTimeError) as caught:
        finished(running.wait(60, 1), running)
    assert caught.value.number == 630


def test_finished_gives_what_the_steps_return() -> None:
    def steps() -> Steps[str]:
        yield 0.0
        return "over"

    assert finished(steps(), Running()) == "over"


@pytest.mark.parametrize("early", [True, False])
def test_pause_ends_when_canceled_by_another(early: bool) -> None:
    async def pause() -> None:
        running = Running()
        canceling = threading.Thread(target=running.cancel)
        if early:
            running.cancel()
        else:
            asyncio.get_running_loop().call_soon(canceling.start)
        await running.pause(600)

    asyncio.run(asyncio.wait_for(pause(), 60))


def test_pauses_grow_to_a_bound() -> None:
    found = list(islice(pauses(), 100))
    assert (found[0], found[-1]) == (0.1, 2.0)
    assert found == sorted(found)
