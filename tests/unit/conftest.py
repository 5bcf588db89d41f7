"""Fixtures of the unit tests."""

import asyncio

import pytest


@pytest.fixture(scope="session")
def session_loop() -> asyncio.AbstractEventLoop:
    """Never closed, as Python's default is: the SDK gives each of its worker threads one that it never closes."""
    return asyncio.new_event_loop()


@pytest.fixture(autouse=True)
def _current_loop(session_loop: asyncio.AbstractEventLoop) -> None:
    """Pulumi's SDK takes the event loop of the thread, which asyncio.run leaves without one."""
    asyncio.set_event_loop(session_loop)
