"""Two connections that are joined."""

from __future__ import annotations

import asyncio
import socket

from spcs_local.egress_gateway.streams import Stream, join


async def pair() -> tuple[Stream, Stream]:
    """Both ends of a connection."""
    one, other = socket.socketpair()
    return await asyncio.open_connection(sock=one), await asyncio.open_connection(sock=other)


async def _speak() -> tuple[bytes, bytes]:
    (client, near), (far, server) = await pair(), await pair()
    joined = asyncio.create_task(join(near, far))
    client[1].write(b"question")
    client[1].write_eof()
    heard = await server[0].read()
    server[1].write(b"answer")
    server[1].write_eof()
    answered = await client[0].read()
    await joined
    for _, writer in (client, near, far, server):
        writer.close()
        await writer.wait_closed()
    return heard, answered


def test_who_has_said_all_is_still_answered() -> None:
    assert asyncio.run(_speak()) == (b"question", b"answer")
