"""A client's end of a WebSocket: uvicorn's until the handshake is answered, the tunnel's from then on."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode
from websockets.http11 import Request

from spcs_local.ingress.tunnel import JoinedEnd, Tunnel

EXTENSION = "spcs_local.client_end"


class ClientEnd(JoinedEnd, WebSocketsSansIOProtocol):
    """Gives its bytes to the tunnel that it is joined to."""

    def join(self, tunnel: Tunnel) -> None:
        """Once the handshake is answered."""
        self._end, self._tunnel = tunnel.client, tunnel
        if self.disconnected:
            tunnel.lost(self._end, CloseCode.GOING_AWAY)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:  # refused at once otherwise
            self.scope["extensions"] = {**(self.scope["extensions"] or {}), EXTENSION: {"end": self}}

    def data_received(self, data: bytes) -> None:
        if self._tunnel is not None:
            self._tunnel.received(self._end, data)
        elif self.handshake_initiated:
            self.transport.abort()  # a client has to wait for the answer
        else:
            super().data_received(data)

    def eof_received(self) -> None:
        if self._tunnel is not None:
            self._tunnel.left(self._end, CloseCode.GOING_AWAY)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._tunnel is not None:
            self._tunnel.lost(self._end, CloseCode.GOING_AWAY)

    def shutdown(self) -> None:
        if self._tunnel is not None:
            self._tunnel.stop()
        else:
            super().shutdown()
