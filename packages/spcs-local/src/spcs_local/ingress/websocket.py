"""Passes WebSockets on to a service, both ways, with subprotocols and close codes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.frames import Close, CloseCode
from websockets.typing import Origin, Subprotocol

from spcs_local.budget import Budget, Share
from spcs_local.ingress import tunnel
from spcs_local.ingress.admission import Refused
from spcs_local.ingress.client_end import EXTENSION
from spcs_local.ingress.headers import for_service
from spcs_local.ingress.pages import Message
from spcs_local.ingress.proxy import target_of
from spcs_local.ingress.service_end import ServiceEnd
from spcs_local.ingress.tunnel import Tunnel
from spcs_local.model.principal import Principal

# of all WebSockets, those of one user half of it: some 500, whatever passes through them
MOST_BYTES = 64 * 2**20
# credential and grants are looked at again: a WebSocket may be open for days
LOOK_SECONDS = 3.0
_OPEN_SECONDS = 60.0
_HANDSHAKE = (b"sec-websocket-", b"host", b"origin", b"content-length")


Allowed = Callable[[], Awaitable[bool]]


def budget() -> Budget:
    """What the WebSockets of an ingress may hold together."""
    return Budget(MOST_BYTES, MOST_BYTES // 2)


async def pass_on(
    client: WebSocket, address: tuple[str, int], principal: Principal, bytes_left: Budget, allowed: Allowed
) -> None:
    """Open the same WebSocket at the service; join the two until both sides have closed, or it is allowed no more."""
    share = Share(bytes_left, principal.holder)
    try:
        if not share.grow_by(tunnel.MOST_BYTES):
            text = f"You have {MOST_BYTES // 2 // tunnel.MOST_BYTES} WebSockets open at most. Close others first."
            raise Refused(Message(status=503, title="Too many", text=text))
        await _pass_on(client, address, principal.user, allowed)
    finally:
        share.close()


async def _pass_on(client: WebSocket, address: tuple[str, int], user: str, allowed: Allowed) -> None:
    try:
        service = await _open(client, address, user)
    except InvalidStatus as error:
        refusal = Response(bytes(error.response.body or b""), error.response.status_code)
        await client.send_denial_response(refusal)
        return
    except (OSError, TimeoutError, InvalidHandshake) as error:
        text = "The service does not take WebSockets on its port."
        raise Refused(Message(status=502, title="No answer", text=text)) from error
    try:
        await client.accept(subprotocol=service.subprotocol)
        end = client.scope["extensions"][EXTENSION]["end"]
        joined = Tunnel(end.transport, service.transport)
        end.join(joined)
        service.join(joined)
        await _until_closed(joined, allowed)
    except WebSocketDisconnect:
        return  # the client went first
    finally:
        service.transport.abort()


async def _until_closed(joined: Tunnel, allowed: Allowed) -> None:
    while not joined.closed.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await joined.closed.wait()
        if not joined.closed.is_set() and not await allowed():
            joined.end(Close(CloseCode.POLICY_VIOLATION, "it is allowed no more"))
            await joined.closed.wait()


async def _open(client: WebSocket, address: tuple[str, int], user: str) -> ServiceEnd:
    host, port = address
    target = target_of(client)
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in for_service(client.headers.raw, user)
        if not name.lower().startswith(_HANDSHAKE)
    ]
    origin = client.headers.get("origin")
    opened = await connect(
        f"ws://{client.headers['host']}{target.decode('ascii')}",
        host=host,
        port=port,
        additional_headers=headers,
        origin=Origin(origin) if origin else None,
        subprotocols=[Subprotocol(name) for name in client.scope["subprotocols"]] or None,
        open_timeout=_OPEN_SECONDS,
        ping_interval=None,  # a service that computes must not lose its client
        proxy=None,
        compression=None,
        user_agent_header=None,
        create_connection=ServiceEnd,
    )
    assert isinstance(opened, ServiceEnd)
    return opened
