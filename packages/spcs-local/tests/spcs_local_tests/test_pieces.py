"""Bodies as they arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from starlette.requests import ClientDisconnect, Request

from spcs_local.pieces import ClientStalledError, pieces_of

Receive = Callable[[], Coroutine[Any, Any, dict[str, Any]]]


def received(receive: Receive, seconds: float) -> list[bytes]:
    async def read() -> list[bytes]:
        request = Request({"type": "http", "method": "PUT", "headers": []}, receive)
        return [it async for it in pieces_of(request, seconds)]

    return asyncio.run(read())


def saying(*messages: dict[str, Any], pause: float = 0.0) -> Receive:
    left = iter(messages)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        message = next(left, None)
        if message is None:
            await asyncio.Event().wait()
        assert message is not None
        return message

    return receive


def piece(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_slow_body_arrives_whole_as_long_as_something_comes() -> None:
    """The bound is for each piece."""
    slow = saying(*(piece(bytes([it]), more=it < 4) for it in range(5)), pause=0.1)
    assert b"".join(received(slow, 0.4)) == bytes(range(5))


def test_body_that_stops_is_an_error_that_says_for_how_long() -> None:
    with pytest.raises(ClientStalledError, match="nothing of the body has arrived for 1 seconds"):
        received(saying(piece(b"abc", more=True)), 1.0)


def test_client_that_leaves_is_no_end_of_its_body() -> None:
    with pytest.raises(ClientDisconnect):
        received(saying(piece(b"abc", more=True), {"type": "http.disconnect"}), 5.0)
