"""A client's end of a WebSocket: who is told why it ends is read until it has heard so."""

from __future__ import annotations

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

from spcs_local.ingress import websocket

# a client may be amid a message far beyond the bounds; it is read this long and this far, and then cut off
LINGER_SECONDS = 10.0
LINGER_BYTES = 256 * 1024**2


class ClientEnd(WebSocketsSansIOProtocol):
    """uvicorn's, that takes few fragments, and whose close frames arrive.

    A connection that is closed with bytes unread is reset, and a client that is still sending sees that before it sees
    why. After a close frame for what it sent, its bytes are thrown away until it ends the connection.
    """

    _refused = False
    _left = 0

    def data_received(self, data: bytes) -> None:
        if self._refused:
            self._left -= len(data)
            if self._left < 0:
                self.transport.abort()
        elif self.handshake_initiated and not self.handshake_complete:
            self.transport.abort()  # a client has to wait for the answer
        else:
            super().data_received(data)
            if self._refused:
                self.transport.write_eof()  # a client that has the close frame sees that nothing else comes

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < websocket.MOST_FRAGMENTS:
            super().handle_cont(event)
        elif not self.close_sent:
            self.conn.send_close(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
            self.handle_parser_exception()

    def handle_parser_exception(self) -> None:
        """Say why, and read on."""
        close = self.conn.close_sent
        assert close is not None
        if not self.close_sent:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": close.code, "reason": close.reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = self._refused = True
        self.frames, self._left = [], LINGER_BYTES
        self.transport.resume_reading()
        if self.close_timer is not None:
            self.close_timer.cancel()
        self.close_timer = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    async def send(self, message: ASGISendEvent) -> None:
        await self.writable.wait()
        if self._refused:
            raise ClientDisconnected
        await super().send(message)
