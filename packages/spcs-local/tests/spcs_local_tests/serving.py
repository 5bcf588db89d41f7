"""Serves an ASGI application from a thread, for tests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from devkit.testing.waiting import PATIENCE
from spcs_local.prompt_server import PromptServer


@contextmanager
def serve(app: Any, listener: socket.socket, **options: Any) -> Iterator[int]:
    """Serve on a listening socket until the block ends; its port."""
    started = threading.Event()
    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, **options)
    server = _Server(config, started)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        assert started.wait(PATIENCE), f"the test's server did not start within {PATIENCE:.0f} s"
        yield int(listener.getsockname()[1])
    finally:
        server.end()
        thread.join(PATIENCE)


class _Server(PromptServer):
    def __init__(self, config: uvicorn.Config, started: threading.Event) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce.set()
