"""Passes requests on to the registry's program, and its answers back: whatever their size, a few pieces are held."""

from __future__ import annotations

import asyncio
import logging

import httpx
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from spcs_local.end_to_end import Headers, end_to_end
from spcs_local.pieces import pieces_of

_LOG = logging.getLogger(__name__)
# a client that sends nothing of its body, or takes nothing of its answer, is let go
IDLE_SECONDS = 90.0
# that an upload is whole is said once it is hashed
_ANSWER_SECONDS = 600.0
_CONNECT_SECONDS = 5.0
_KEPT = 16
_OURS = (b"authorization", b"expect")


class SilentRegistryError(Exception):
    """The registry's program does not answer; it is started again when it has ended."""


def registry_client(socket: str) -> httpx.AsyncClient:
    """A client of the program that listens on a unix socket."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=_KEPT, keepalive_expiry=2.0)
    timeout = httpx.Timeout(IDLE_SECONDS, connect=_CONNECT_SECONDS, read=_ANSWER_SECONDS, pool=None)
    transport = httpx.AsyncHTTPTransport(uds=socket, limits=limits, trust_env=False)
    return httpx.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False)


async def pass_on(client: httpx.AsyncClient, request: Request, token: str, *, with_body: bool) -> Response:
    """Have a request answered by what its token is good for; the answer is streamed.

    Raises ClientDisconnect, ClientStalledError, SilentRegistryError, and InvalidURL for a target that is no path.
    """
    outgoing = _outgoing(client, request, f"Bearer {token}", with_body=with_body)
    return _Streamed(await _sent(client, outgoing, stream=True))


async def refused_by(client: httpx.AsyncClient, request: Request) -> Response:
    """What somebody without a token is told: small, and read whole. Raises as `pass_on`."""
    answer = await _sent(client, _outgoing(client, request, None, with_body=False), stream=False)
    response = Response(answer.content, answer.status_code)
    response.raw_headers = end_to_end(answer.headers.raw)
    return response


async def _sent(client: httpx.AsyncClient, outgoing: httpx.Request, *, stream: bool) -> httpx.Response:
    try:
        return await client.send(outgoing, stream=stream)
    except httpx.TransportError as error:
        raise SilentRegistryError from error


def _outgoing(
    client: httpx.AsyncClient, request: Request, authorization: str | None, *, with_body: bool
) -> httpx.Request:
    scope = request.scope
    if not scope["raw_path"].startswith(b"/"):
        raise httpx.InvalidURL("no path")
    url = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
    with_body = with_body and has_body
    # a body that comes in chunks has the length that they have, whatever else is said
    dropped = (*_OURS, b"content-length") if "transfer-encoding" in request.headers or not with_body else _OURS
    headers: Headers = [it for it in end_to_end(request.headers.raw) if it[0].lower() not in dropped]
    if authorization is not None:
        headers.append((b"authorization", authorization.encode("ascii")))
    return httpx.Request(
        request.method,
        httpx.URL(scheme="http", host="registry", raw_path=url),
        headers=headers,
        content=pieces_of(request, IDLE_SECONDS) if with_body else None,
        extensions={"timeout": client.timeout.as_dict()},
    )


class _Streamed(StreamingResponse):
    """An answer of the program, whose connection is given back however this one ends."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer.aiter_raw(), answer.status_code)
        self.raw_headers = end_to_end(answer.headers.raw)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except httpx.TransportError:
            _LOG.warning("the image registry's program has ended amid an answer")
        except asyncio.CancelledError:  # the account is being stopped: what is not whole ends with its connection
            return
        finally:
            await self._answer.aclose()
