"""The ingress' application: every host and every path in one place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from spcs_local.ingress import proxy, websocket
from spcs_local.ingress.admission import Admission, Refused, SignInNeeded
from spcs_local.ingress.client_end import ClientEnd
from spcs_local.ingress.hosts import same_origin
from spcs_local.ingress.pages import Message, message_page
from spcs_local.ingress.ports import Account, Targets
from spcs_local.ingress.sign_in import SignIn

_OWN_PREFIX = "/sfc-endpoint/"
_BANNED = ("TRACE", "CONNECT")


def build_app(
    account: Account, targets: Targets, *, account_name: str = "LOCAL-DEV", admission: Admission | None = None
) -> Starlette:
    """The ingress of an account. It has a lifespan, which holds the client of the services."""
    ingress = Ingress(SignIn(admission or Admission(account, targets), account_name))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with proxy.upstream_client() as client:
            ingress.client = client
            yield

    app = Starlette(lifespan=lifespan)
    app.router.default = ingress  # no route: a Mount takes only what starts with a slash
    return app


def server_options() -> dict[str, Any]:
    """How uvicorn has to serve the ingress: WebSockets whose bytes pass by, no ping that ends a busy client."""
    return {
        "ws": ClientEnd,
        "ws_ping_interval": None,
        "ws_per_message_deflate": False,
        "lifespan": "on",
        "server_header": False,
        "date_header": False,
        "proxy_headers": False,
        "access_log": False,
    }


class Ingress:
    """The ASGI application behind the lifespan."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._admission = sign_in.admission
        self._websockets = websocket.budget()
        self.client: httpx.AsyncClient

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(WebSocket(scope, receive, send))
            return
        request = Request(scope, receive, send)
        with ExitStack() as stay:  # until the answer has passed
            try:
                response = await self._answer(request, stay)
            except Refused as refusal:
                response = message_page(refusal.message, browser=_is_browser(request))
            except ClientDisconnect:
                return
            await response(scope, receive, send)

    async def _answer(self, request: Request, stay: ExitStack) -> Response:
        if request.method in _BANNED:
            raise Refused(Message(status=405, title="Not allowed", text=f"The ingress refuses {request.method}."))
        endpoint = await self._admission.endpoint(request)
        if request.scope["path"].startswith(_OWN_PREFIX):
            return await self._sign_in.answer(request, endpoint)
        try:
            principal = await self._admission.admit(request, endpoint)
        except SignInNeeded:
            if request.method in ("GET", "HEAD"):
                return self._sign_in.redirect(request)
            raise Refused(_sign_in_first()) from None
        address = await self._admission.address(endpoint)
        stay.enter_context(self._admission.targets.stay(endpoint.service_id))
        return await proxy.pass_on(self.client, request, address, principal.user)

    async def _websocket(self, socket: WebSocket) -> None:
        try:
            endpoint = await self._admission.endpoint(socket)
            if not same_origin(socket.headers):
                raise Refused(Message(status=403, title="Not allowed", text="Opened from a page of another site."))
            principal = await self._admission.admit(socket, endpoint)
            address = await self._admission.address(endpoint)
            allowed = partial(self._admission.still, socket)
            with self._admission.targets.stay(endpoint.service_id):
                await websocket.pass_on(socket, address, principal, self._websockets, allowed)
        except Refused as refusal:
            await socket.send_denial_response(message_page(refusal.message, browser=False))
        except SignInNeeded:
            await socket.send_denial_response(message_page(_sign_in_first(), browser=False))


def _sign_in_first() -> Message:
    return Message(status=401, title="Sign in first", text="Nobody is signed in, or the sign-in has expired.")


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
