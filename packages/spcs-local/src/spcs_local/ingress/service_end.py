"""A service's end of a WebSocket: of the library websockets until its handshake is over, the tunnel's from then on."""

from __future__ import annotations

import asyncio
import os

from websockets.asyncio.client import ClientConnection
from websockets.frames import CloseCode
from websockets.protocol import State

from spcs_local.ingress.tunnel import JoinedEnd, Tunnel
from spcs_local.protocol import READ_BYTES

_END_OF_HEAD = b"\r\n\r\n"


class ServiceEnd(JoinedEnd, ClientConnection):
    """Gives its bytes to the tunnel that it is joined to, those too that came with the handshake's answer."""

    _last = b""
    _early = b""

    def join(self, tunnel: Tunnel) -> None:
        """Once the client's handshake is answered too."""
        self._end, self._tunnel = tunnel.service, tunnel
        if self._early:
            tunnel.received(self._end, self._early)
            self._early = b""
        if self.protocol.state is State.CLOSED:
            tunnel.lost(self._end, CloseCode.INTERNAL_ERROR)
        else:
            self.transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.max_size = READ_BYTES  # type: ignore[attr-defined]  # of asyncio's transports for sockets
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._tunnel is not None:
            self._tunnel.received(self._end, data)
            return
        seen = self._last + data
        found = seen.find(_END_OF_HEAD)
        head = len(data) if found < 0 else found + len(_END_OF_HEAD) - len(self._last)
        super().data_received(data[:head])
        if self.protocol.state is State.OPEN:
            self._early = data[head:]
            self.transport.pause_reading()
        elif data[head:]:
            super().data_received(data[head:])
        self._last = seen[-len(_END_OF_HEAD) + 1 :]

    def eof_received(self) -> None:
        if self._tunnel is not None:
            self._tunnel.left(self._end, CloseCode.INTERNAL_ERROR)
        else:
            super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._tunnel is not None:
            self._tunnel.received(self._end, self._unread())
            self._tunnel.lost(self._end, CloseCode.INTERNAL_ERROR)

    def _unread(self) -> bytes:
        """What it said before it reset the connection, which was noticed when it was sent something."""
        try:
            return os.read(self.transport.get_extra_info("socket").fileno(), READ_BYTES)
        except OSError:
            return b""
