"""uvicorn's server, which ends at once: uvicorn itself looks only every tenth of a second whether it may."""

from __future__ import annotations

import asyncio
import logging
import math
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn

_LOG = logging.getLogger(__name__)
_TICK = 1.0  # by then the date in the headers is another one
_LOOK_AGAIN = 0.005


class PromptServer(uvicorn.Server):
    """Serves in an event loop until any thread tells it to end; signals are for others to take."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    def end(self) -> None:
        """Answer what has been asked, and nothing more."""
        self.should_exit = True
        if self.loop is not None:
            with suppress(RuntimeError):  # it has ended already
                self.loop.call_soon_threadsafe(self._told.set)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None of them."""
        yield

    async def main_loop(self) -> None:
        """Until told to end, and tick meanwhile."""
        self.loop = asyncio.get_running_loop()
        told = asyncio.create_task(self._told.wait())
        try:
            while not await self.on_tick(0):
                await asyncio.wait({told}, timeout=_TICK)
        finally:
            told.cancel()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen no more, let go of connections that ask for nothing, and wait for the others as long as configured."""
        for listening in (*self.servers, *(sockets or ())):
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        state, seconds = self.server_state, self.config.timeout_graceful_shutdown
        clock = asyncio.get_running_loop().time
        deadline = math.inf if seconds is None else clock() + seconds
        while (state.connections or state.tasks) and clock() < deadline:  # noqa: ASYNC110  # nobody is told of the last
            await asyncio.sleep(_LOOK_AGAIN)
        if state.tasks:
            _LOG.warning("%d requests are cancelled that were not answered within %s s", len(state.tasks), seconds)
        for task in state.tasks:
            task.cancel()
        await self.lifespan.shutdown()
