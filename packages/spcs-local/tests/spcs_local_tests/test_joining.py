"""Head and body in one piece."""

from __future__ import annotations

import asyncio

from spcs_local.joining import JoiningTransport

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"


class Recorded(asyncio.Transport):
    """Keeps what is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent.append(bytes(data))

    def close(self) -> None:
        self.sent.append(b"closed")


def _sent(*written: bytes, wait: bool = False, close: bool = False) -> list[bytes]:
    async def write() -> list[bytes]:
        transport = Recorded()
        joining = JoiningTransport(transport, asyncio.get_running_loop())
        for data in written:
            joining.write(data)
            if wait:
                await asyncio.sleep(0)
        if close:
            joining.close()
        return transport.sent

    return asyncio.run(write())


def test_head_waits_for_its_body() -> None:
    assert _sent(HEAD, b"ok", b"more") == [HEAD + b"ok", b"more"]


def test_head_goes_alone_when_no_body_comes_at_once() -> None:
    assert _sent(HEAD, b"ok", wait=True) == [HEAD, b"ok"]


def test_head_goes_before_the_end() -> None:
    assert _sent(HEAD, close=True) == [HEAD, b"closed"]


def test_anything_else_goes_at_once() -> None:
    refused = b"HTTP/1.1 404 Not Found\r\n\r\n"
    assert _sent(refused, HEAD + b"ok") == [refused, HEAD + b"ok"]
