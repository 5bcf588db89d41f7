"""The event loop of tests that use Pulumi's SDK."""

import asyncio
import logging
from functools import cache
from typing import Any

LOG = logging.getLogger(__name__)


@cache
def kept_loop() -> asyncio.AbstractEventLoop:
    """Never closed, as Python's default is, nor let go while tests run, whichever come after these.

    The SDK gives each of its worker threads a loop that it never closes, and the threads end with this one.
    """
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(_say)
    return loop


def _say(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Without a traceback.

    The SDK leaves failures of a program behind, which the collector finds at any time. Where Python 3.11 is just making
    a syntax tree then, a traceback, which parses source to be printed, breaks that tree.
    """
    LOG.error("%s: %r", context["message"], context.get("exception"))
