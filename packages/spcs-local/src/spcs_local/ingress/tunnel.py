"""Two connections of one WebSocket, joined: bytes pass as fast as the slower of the two takes them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from websockets.frames import Close, CloseCode

from spcs_local.ingress.frames import Frames, close_frame
from spcs_local.protocol import READ_BYTES

# an end that is told why all is over may be amid a message; it is read this long and this far, and then cut off
LINGER_SECONDS = 10.0
LINGER_BYTES = 256 * 1024**2
_WAITING_BYTES = 2 * READ_BYTES  # for an end that does not take them: then the other is not read
# of one WebSocket at most, both ways, with what Python needs for the two connections
MOST_BYTES = 2 * (READ_BYTES + _WAITING_BYTES) + 32 * 1024


@dataclass
class End:
    """One of the two, and what comes from it."""

    transport: asyncio.Transport
    masked: bool  # what is sent to it
    frames: Frames = field(default_factory=Frames)
    over: bool = False  # it has been sent all, and what it sends is thrown away
    _left: int = 0
    _timer: asyncio.TimerHandle | None = None

    def __post_init__(self) -> None:
        self.transport.max_size = READ_BYTES  # type: ignore[attr-defined]  # of asyncio's transports for sockets
        self.transport.set_write_buffer_limits(_WAITING_BYTES)

    def end(self, close: Close | None = None) -> None:
        """Send nothing more after this, and read on: bytes that nobody reads would cost it what was sent last."""
        if self.over or self.transport.is_closing():
            return
        if close is not None:
            self.transport.write(close_frame(close, mask=self.masked))
        self.transport.write_eof()
        self.transport.resume_reading()
        self.over, self._left = True, LINGER_BYTES
        self.expire()

    def expire(self) -> None:
        """It has to be gone soon, whether it takes what it is sent or not."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LINGER_SECONDS, self.transport.abort)

    def gone(self) -> None:
        """Its connection is closed."""
        if self._timer is not None:
            self._timer.cancel()

    def throw_away(self, data: bytes) -> None:
        """What it sends after its end."""
        self._left -= len(data)
        if self._left < 0:
            self.transport.abort()


class Tunnel:
    """Neither end's bytes are held, but the few that the other has not taken yet."""

    def __init__(self, client: asyncio.Transport, service: asyncio.Transport) -> None:
        self.client = End(client, masked=False)
        self.service = End(service, masked=True)
        self._open = {id(self.client), id(self.service)}
        self.closed = asyncio.Event()

    def received(self, source: End, data: bytes) -> None:
        """Pass on what an end has sent."""
        if source.over:
            source.throw_away(data)
            return
        target = self._other(source)
        if target.over or target.transport.is_closing():
            return
        target.transport.write(source.frames.passing(data))
        if (refusal := source.frames.refusal) is not None:
            target.end(refusal)
            source.end(refusal if target.frames.between else None)

    def choked(self, target: End) -> None:
        """It does not take what it is sent."""
        source = self._other(target)
        if not source.over:
            source.transport.pause_reading()

    def relieved(self, target: End) -> None:
        """It has taken it."""
        self._other(target).transport.resume_reading()

    def left(self, source: End, code: int) -> None:
        """Nothing more comes from an end; without a close frame of its own the other is told this code."""
        frames = source.frames
        self._other(source).end(Close(code, "") if frames.between and not frames.refusal else None)
        source.expire()

    def lost(self, source: End, code: int) -> None:
        """An end's connection is closed."""
        self.left(source, code)
        source.gone()
        self._open.discard(id(source))
        if not self._open:
            self.closed.set()

    def end(self, close: Close) -> None:
        """Tell both that it is over."""
        told = [(end, close if self._other(end).frames.between else None) for end in (self.client, self.service)]
        for end, said in told:
            end.end(said)

    def stop(self) -> None:
        """The account ends, and waits for no client."""
        client = self.client.transport
        if self.service.frames.between and not self.client.over and not client.get_write_buffer_size():
            client.write(close_frame(Close(CloseCode.SERVICE_RESTART, ""), mask=False))
            client.close()
        else:
            client.abort()
        self.service.transport.abort()

    def _other(self, end: End) -> End:
        return self.service if end is self.client else self.client


class JoinedEnd(asyncio.Protocol):
    """A connection that is joined to a tunnel, which hears of it when it is full. Before the library's own protocol
    among the bases of an end."""

    _tunnel: Tunnel | None = None
    _end: End

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._tunnel is not None:
            self._tunnel.choked(self._end)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._tunnel is not None:
            self._tunnel.relieved(self._end)
