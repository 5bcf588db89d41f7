"""A service whose WebSockets send without end, and clients of it that read when they want to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
from websockets.utils import accept_key

MESSAGE = 16 * 2**20  # as large as the ingress lets pass
_PIECE = bytes(64 * 1024)
_HEAD = bytes([0x82, 127]) + MESSAGE.to_bytes(8, "big")
_UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
_KEY = "AAAAAAAAAAAAAAAAAAAAAA=="
_LOOKS, _BETWEEN = 10, 0.05


@dataclass
class Flooding:
    """The service."""

    port: int = 0
    sent: int = 0
    _open: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One WebSocket: messages, as fast as they are taken."""
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        (key,) = (line.split(": ")[1] for line in lines if line.lower().startswith("sec-websocket-key"))
        accepted = f"HTTP/1.1 101 Switching Protocols\r\n{_UPGRADE}Sec-WebSocket-Accept: {accept_key(key)}\r\n\r\n"
        writer.write(accepted.encode())
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        with suppress(ConnectionError):
            while True:
                writer.write(_HEAD)
                for _ in range(MESSAGE // len(_PIECE)):
                    writer.write(_PIECE)
                    await writer.drain()
                    self.sent += len(_PIECE)

    async def is_still(self) -> None:
        """Until nobody takes anything more."""
        looks, before = 0, -1
        while looks < _LOOKS:
            looks, before = (looks + 1 if self.sent == before else 0), self.sent
            await asyncio.sleep(_BETWEEN)

    async def close(self) -> None:
        """Every WebSocket."""
        for writer in self._open.values():
            writer.transport.abort()
        await asyncio.gather(*self._open)


@asynccontextmanager
async def flooding() -> AsyncIterator[Flooding]:
    """Serve it."""
    service = Flooding()
    server = await asyncio.start_server(service.answer, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        await service.close()
        server.close()


async def open_websocket(host: str, token: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, int]:
    """Ask for one at an endpoint of the ingress; the status that is answered. Little is read that nobody waits for."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(host.partition(":")[2]))
    head = f"GET / HTTP/1.1\r\nHost: {host}\r\n{_UPGRADE}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {_KEY}\r\n"
    writer.write(f'{head}Authorization: Snowflake Token="{token}"\r\n\r\n'.encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    return reader, writer, int(answer.split()[1])


async def read_message(host: str, token: str) -> None:
    """Open one, and read a whole message of the service."""
    reader, writer, status = await open_websocket(host, token)
    assert status == httpx.codes.SWITCHING_PROTOCOLS, status
    assert await reader.readexactly(len(_HEAD)) == _HEAD
    for _ in range(MESSAGE // len(_PIECE)):
        await reader.readexactly(len(_PIECE))
    writer.close()
