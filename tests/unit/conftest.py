"""Fixtures of the unit tests."""

import asyncio
from functools import cache

import pytest


@cache
def kept_loop() -> asyncio.AbstractEventLoop:
    """Never closed, as Python's default is, nor let go while tests run, whichever come after these.

    The SDK gives each of its worker threads a loop that it never closes, and the threads end with this one.
    """
    return asyncio.new_event_loop()


@pytest.fixture(autouse=True)
def _current_loop() -> None:
    """Pulumi's SDK takes the event loop of the thread, which asyncio.run leaves without one."""
    asyncio.set_event_loop(kept_loop())
