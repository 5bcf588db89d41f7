"""What clients of the registry connect to: each request is passed on with what its token is good for at that moment.

The registry's program goes by a token alone, for as long as it lasts. Grants, names and users change meanwhile.
Errors: https://distribution.github.io/distribution/spec/api/#errors
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from spcs_local import protocol
from spcs_local.budget import Budget, Share
from spcs_local.lanes import REGISTRY, Lane
from spcs_local.pieces import ClientStalledError
from spcs_local.registry import forwarding
from spcs_local.registry.granting import Pass, Rights, pass_now
from spcs_local.registry.registry import Registry

# read at a time of a body that is passed on: 200 MB in pieces as small as elsewhere take twice the work
_READ_BYTES = 64 * 1024
# of one request at most: what was read, what is passed on, and what has not been taken yet, twice as much of each
TRANSFER_BYTES = 3 * 2 * _READ_BYTES
# of all that are under way, those of one user a quarter of it: 42, whatever passes through them
MOST_BYTES = 64 * 2**20
MOST_OF_ONE = MOST_BYTES // 4
_STRANGERS = 32  # at a time: what they are told is short
_VERSION = {"Docker-Distribution-Api-Version": "registry/2.0"}


def build_app(account: Rights, registry: Registry) -> Starlette:
    """The front of a registry. It has a lifespan, which holds the client of the registry's program."""
    front = Front(account, registry)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with forwarding.registry_client(registry.socket) as client:
            front.client = client
            yield

    app = Starlette(lifespan=lifespan)
    app.router.default = front
    return app


def server_options() -> dict[str, Any]:
    """How uvicorn has to serve it."""
    return {
        **protocol.server_options(),
        "http": ClientEnd,
        "ws": "none",
        "lifespan": "on",
        "server_header": False,
        "date_header": False,
        "proxy_headers": False,
        "access_log": False,
        "timeout_keep_alive": 60,  # PatientProtocol ends those that stay idle before
    }


class ClientEnd(protocol.PatientProtocol):
    """A connection of a client, which is cut off when the client takes nothing of what it is sent.

    Of a body only what came with its head is read until it is asked for, which it is not of somebody unknown.
    """

    _choked: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        asked_for = self.cycle is not None and not self.cycle.response_complete
        self.transport.max_size = _READ_BYTES if asked_for else protocol.READ_BYTES  # type: ignore[attr-defined]
        super().data_received(data)
        if self.cycle is not None and self.cycle.body and not asked_for:
            self.flow.pause_reading()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._choked = self.loop.call_later(forwarding.IDLE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._relieve()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relieve()
        super().connection_lost(exc)

    def _relieve(self) -> None:
        if self._choked is not None:
            self._choked.cancel()


class Front:
    """The ASGI application behind the lifespan."""

    def __init__(self, account: Rights, registry: Registry) -> None:
        self._account = account
        self._authority = registry.authority
        self._lane = Lane(REGISTRY)
        self._bytes = Budget(MOST_BYTES, MOST_OF_ONE)
        self._strangers = asyncio.Semaphore(_STRANGERS)
        self.client: httpx.AsyncClient

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        admitted = await self._admitted(request)
        share = Share(self._bytes, admitted and admitted.holder)
        try:
            response = await self._answer(request, admitted, share)
            await response(scope, receive, send)
        except ClientDisconnect:
            return
        finally:
            share.close()

    async def _admitted(self, request: Request) -> Pass | None:
        """Who asks, by the only credential that the registry takes."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        return await self._lane.run(pass_now, self._account, self._authority, token.strip())

    async def _answer(self, request: Request, admitted: Pass | None, share: Share) -> Response:
        try:
            if admitted is None:
                async with self._strangers:
                    return await forwarding.refused_by(self.client, request)
            # the account's own pulls are few, and no user's shall keep them waiting
            if not (admitted.is_own or share.grow_by(TRANSFER_BYTES)):
                most, of_all = MOST_OF_ONE // TRANSFER_BYTES, MOST_BYTES // TRANSFER_BYTES
                said = f"a user has {most} requests under way at most, and all users {of_all}"
                return _refusal(429, "TOOMANYREQUESTS", said)
            return await forwarding.pass_on(self.client, request, admitted.token, with_body=admitted.pushes)
        except httpx.InvalidURL:
            return _refusal(400, "UNSUPPORTED", "the request's target has to be a path")
        except asyncio.CancelledError:
            return _refusal(503, "UNAVAILABLE", "the account is being stopped")
        except ClientStalledError as error:
            return _refusal(408, "BLOB_UPLOAD_INVALID", str(error), {"Connection": "close"})
        except forwarding.SilentRegistryError:
            return _refusal(503, "UNAVAILABLE", "the registry's program does not answer; try again")


def _refusal(status: int, code: str, message: str, more: dict[str, str] | None = None) -> Response:
    """As clients of registries show it."""
    error = {"code": code, "message": message, "detail": None}
    return JSONResponse({"errors": [error]}, status, {**_VERSION, **(more or {})})
