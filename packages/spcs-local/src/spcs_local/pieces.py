"""Bodies of any length, a piece at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request


class ClientStalledError(Exception):
    """The client sends nothing more of a body that is not there whole."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"nothing of the body has arrived for {seconds:.0f} seconds")


async def pieces_of(request: Request, seconds: float) -> AsyncIterator[bytes]:
    """The body as it arrives.

    Raises ClientStalledError when nothing of it does for so many seconds, ClientDisconnect when no more of it will.
    """
    pieces = request.stream()
    while True:
        try:
            async with asyncio.timeout(seconds):
                piece = await anext(pieces, None)
        except TimeoutError:
            raise ClientStalledError(seconds) from None
        if piece is None:
            return
        yield piece
