"""Frames of a WebSocket that pass by: where they begin and end, and how large their messages become."""

from __future__ import annotations

from websockets.frames import Close, CloseCode, Frame, Opcode

# of a message, for those who hold it as a whole: Snowflake documents no bound
LARGEST_MESSAGE = 16 * 1024**2
MOST_FRAGMENTS = 10_000
_LONG, _LONGER = 126, 127  # lengths that stand behind their byte, in two bytes and in eight
_CONTROL = 8  # opcodes from here on are no part of a message


class Refusal(Close):
    """Why a message does not pass."""


class Frames:
    """Follows one direction and holds no more than a frame's head."""

    def __init__(self) -> None:
        self._head = b""
        self._left = 0  # of the frame that is passing
        self._size = self._fragments = 0
        self.refusal: Refusal | None = None
        self.closed = False

    @property
    def between(self) -> bool:
        """Whether a frame of ours may be put in here."""
        return not self._left and not self.closed

    def passing(self, data: bytes) -> bytes:
        """What of it may be passed on now: all but a head that is not there whole, and nothing from a refusal on."""
        data = self._head + data
        self._head, end = b"", self._left
        while end < len(data):
            length, size = _head_of(data, end)
            if length is None:
                self._head = data[end:]
                break
            self._count(data[end], size)
            if self.refusal is not None:
                break
            end += length + size
        self._left = max(end - len(data), 0)
        return data[:end]

    def _count(self, first: int, size: int) -> None:
        opcode = first & 0x0F
        if opcode >= _CONTROL:
            self.closed |= opcode == Opcode.CLOSE
            return
        if opcode != Opcode.CONT:
            self._size = self._fragments = 0
        self._size += size
        self._fragments += 1
        if self._size > LARGEST_MESSAGE:
            reason = f"a message has {LARGEST_MESSAGE:,} bytes at most"
            self.refusal = Refusal(CloseCode.MESSAGE_TOO_BIG, reason)
        elif self._fragments > MOST_FRAGMENTS:
            self.refusal = Refusal(CloseCode.MESSAGE_TOO_BIG, f"a message has {MOST_FRAGMENTS:,} fragments at most")


def close_frame(close: Close, *, mask: bool) -> bytes:
    """The frame; clients mask theirs."""
    return Frame(Opcode.CLOSE, close.serialize()).serialize(mask=mask)


def _head_of(data: bytes, start: int) -> tuple[int | None, int]:
    """How long the frame's head is, None if it is not there whole, and how long what comes after it."""
    if len(data) < start + 2:
        return None, 0
    size, masked = data[start + 1] & 0x7F, data[start + 1] >> 7
    more = {_LONG: 2, _LONGER: 8}.get(size, 0)
    length = 2 + more + 4 * masked
    if len(data) < start + length:
        return None, 0
    return length, int.from_bytes(data[start + 2 : start + 2 + more], "big") if more else size
