"""Passes WebSockets on to a service, both ways, with subprotocols and close codes."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from spcs_local.ingress.admission import Refused
from spcs_local.ingress.headers import for_service
from spcs_local.ingress.pages import Message
from spcs_local.ingress.proxy import target_of

LARGEST_MESSAGE = 16 * 1024**2  # each is held as a whole, more than once: Snowflake documents no bound
_WAITING = 2  # frames that are held while the client takes those before
MOST_FRAGMENTS = 10_000  # of a message: each takes as much memory as fifty bytes
_OPEN_SECONDS = 60.0
_NORMAL, _GOING_AWAY, _TOO_LARGE, _INTERNAL_ERROR = 1000, 1001, 1009, 1011
_UNSENDABLE = {1005: _NORMAL, 1006: _INTERNAL_ERROR, 1015: _INTERNAL_ERROR}
_HANDSHAKE = (b"sec-websocket-", b"host", b"origin", b"content-length")


class TooManyFragmentsError(Exception):
    """A service's message that is not taken."""


async def pass_on(client: WebSocket, address: tuple[str, int], user: str) -> None:
    """Open the same WebSocket at the service and join the two until one side closes."""
    try:
        service = await _open(client, address, user)
    except InvalidStatus as error:
        refusal = Response(bytes(error.response.body or b""), error.response.status_code)
        await client.send_denial_response(refusal)
        return
    except (OSError, TimeoutError, InvalidHandshake) as error:
        text = "The service does not take WebSockets on its port."
        raise Refused(Message(status=502, title="No answer", text=text)) from error
    async with service:
        await client.accept(subprotocol=service.subprotocol)
        await _join(client, service)


async def _open(client: WebSocket, address: tuple[str, int], user: str) -> ClientConnection:
    host, port = address
    target = target_of(client)
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in for_service(client.headers.raw, user)
        if not name.lower().startswith(_HANDSHAKE)
    ]
    origin = client.headers.get("origin")
    return await connect(
        f"ws://{client.headers['host']}{target.decode('ascii')}",
        host=host,
        port=port,
        additional_headers=headers,
        origin=Origin(origin) if origin else None,
        subprotocols=[Subprotocol(name) for name in client.scope["subprotocols"]] or None,
        open_timeout=_OPEN_SECONDS,
        max_size=LARGEST_MESSAGE,
        max_queue=_WAITING,
        ping_interval=None,  # a service that computes must not lose its client
        proxy=None,
        compression=None,
        user_agent_header=None,
    )


async def _join(client: WebSocket, service: ClientConnection) -> None:
    ways = {asyncio.create_task(_to_service(client, service)), asyncio.create_task(_to_client(client, service))}
    done, open_ways = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in open_ways:
        way.cancel()
    await asyncio.gather(*open_ways, return_exceptions=True)
    for way in done:
        way.result()


async def _to_service(client: WebSocket, service: ClientConnection) -> None:
    while True:
        message = await client.receive()
        if message["type"] == "websocket.disconnect":
            await service.close(_sendable(message.get("code"), _GOING_AWAY), message.get("reason") or "")
            return
        content = message.get("text")
        try:
            await service.send(content if content is not None else message["bytes"])
        except ConnectionClosed:
            await _close_client(client, service)
            return


async def _to_client(client: WebSocket, service: ClientConnection) -> None:
    try:
        while True:
            content = await _message(service)
            if isinstance(content, str):
                await client.send_text(content)
            else:
                await client.send_bytes(content)
    except (ConnectionClosed, TooManyFragmentsError):
        pass  # its code is passed on below
    except WebSocketDisconnect:
        return
    await _close_client(client, service)


async def _message(service: ClientConnection) -> str | bytes:
    """The next one; one of too many fragments ends the WebSocket."""
    texts, pieces = list[str](), list[bytes]()
    async for part in service.recv_streaming():
        if isinstance(part, str):
            texts.append(part)
        else:
            pieces.append(part)
        if len(texts) + len(pieces) > MOST_FRAGMENTS:
            service.protocol.fail(_TOO_LARGE, "too many fragments")
            service.send_data()
            service.transport.resume_reading()  # the rest of the message stands before its answer, and is thrown away
            raise TooManyFragmentsError
    return "".join(texts) if texts else b"".join(pieces)


async def _close_client(client: WebSocket, service: ClientConnection) -> None:
    # what the service said, or what it was told: that a message is too large
    said = service.protocol.close_rcvd or service.protocol.close_sent
    try:
        await client.close(_sendable(said.code if said else None, _INTERNAL_ERROR), said.reason if said else "")
    except (RuntimeError, WebSocketDisconnect):
        return  # the client went first


def _sendable(code: int | None, missing: int) -> int:
    return missing if code is None else _UNSENDABLE.get(code, code)
