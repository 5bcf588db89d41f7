"""An answer's head and body in one piece: two cost the client and the account another turn of the system each."""

from __future__ import annotations

import asyncio
from typing import Any

_HEAD = b"HTTP/1.1 200"
_END = b"\r\n\r\n"


class JoiningTransport:
    """Holds a head that is written alone until its body comes, in the same turn of the loop or not at all."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Bytes to be sent, with what was held."""
        if not self._held and data.startswith(_HEAD) and data.endswith(_END):
            self._held = data
            self._loop.call_soon(self._flush)
            return
        held, self._held = self._held, b""
        self._transport.write(held + data if held else data)

    def close(self) -> None:
        """Send what was held first."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)
