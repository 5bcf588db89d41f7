"""The event loop of tests that use Pulumi's SDK."""

import asyncio
from functools import cache


@cache
def kept_loop() -> asyncio.AbstractEventLoop:
    """Never closed, as Python's default is, nor let go while tests run, whichever come after these.

    The SDK gives each of its worker threads a loop that it never closes, and the threads end with this one.
    """
    return asyncio.new_event_loop()
