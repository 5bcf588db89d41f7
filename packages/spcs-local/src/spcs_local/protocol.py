"""HTTP as uvicorn speaks it, to clients that may be slow on purpose."""

from __future__ import annotations

import asyncio
import resource
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from spcs_local.joining import JoiningTransport

# a request's head has to be there whole by then; uvicorn itself would wait for ever
HEAD_SECONDS = 20.0
# read of a connection at a time, each byte of which is held three times until its request has it: many may come at once
READ_BYTES = 16 * 1024
_MOST_CONNECTIONS = 8192
_OTHER_FILES = 256


class PatientProtocol(H11Protocol):
    """Closes connections on which no request has become whole for some time."""

    head_seconds = HEAD_SECONDS
    _timer: asyncio.TimerHandle | None = None
    _seen: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the base class
        transport.max_size = READ_BYTES  # type: ignore[attr-defined]  # of asyncio's transports for sockets
        super().connection_made(JoiningTransport(transport, self.loop))  # type: ignore[arg-type]  # it does as one
        self._timer = self.loop.call_later(self.head_seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_looking()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._stop_looking()
        super().handle_websocket_upgrade(event)

    def _look(self) -> None:
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self.cycle is self._seen:
            self.transport.close()
            return
        self._seen = self.cycle
        self._timer = self.loop.call_later(self.head_seconds, self._look)

    def _stop_looking(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def server_options() -> dict[str, Any]:
    """For uvicorn: patience, and answers of 503 before the process runs out of file descriptors."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_CONNECTIONS + _OTHER_FILES
    files = max(now, wanted if most == resource.RLIM_INFINITY else min(most, wanted))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    return {"http": PatientProtocol, "limit_concurrency": max(min(files, wanted) - _OTHER_FILES, 64) // 2}
