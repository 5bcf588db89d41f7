"""Passes HTTP on to a service and streams the answer back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response, StreamingResponse

from spcs_local.ingress.admission import Refused
from spcs_local.ingress.headers import for_client, for_service
from spcs_local.ingress.pages import Message

_CONNECT_SECONDS = 5.0
IDLE_SECONDS = 90.0


def upstream_client() -> httpx.AsyncClient:
    """The one client of the ingress. It keeps no cookie, or users would share them, and uses no proxy."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(IDLE_SECONDS, connect=_CONNECT_SECONDS, pool=None),
        # idle connections go before servers close them, as many do after 5 s: a request on a closed one would be lost
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=50, keepalive_expiry=2.0),
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
        follow_redirects=False,
        trust_env=False,
    )


async def pass_on(client: httpx.AsyncClient, request: Request, address: tuple[str, int], user: str) -> Response:
    """Send the request to the service; its answer, streamed."""
    outgoing = _outgoing(request, address, user)
    try:
        answer = await client.send(outgoing, stream=True)
    except ClientDisconnect:
        return Response(status_code=499)
    except httpx.TimeoutException as error:
        raise Refused(_problem(504, f"The service gave no answer within {IDLE_SECONDS:.0f} s.")) from error
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise Refused(_problem(502, "The service does not answer on its port.")) from error
    response = StreamingResponse(_body(answer), status_code=answer.status_code)
    response.raw_headers = for_client(answer.headers.raw)
    return response


def target_of(connection: HTTPConnection) -> bytes:
    """The request's target as the client wrote it; an absolute one is refused."""
    raw_path, query = connection.scope["raw_path"], connection.scope["query_string"]
    if not raw_path.startswith(b"/"):
        raise Refused(Message(status=400, title="Bad request", text="The request's target has to be a path."))
    return bytes(raw_path + (b"?" + query if query else b""))


def _outgoing(request: Request, address: tuple[str, int], user: str) -> httpx.Request:
    host, port = address
    has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
    return httpx.Request(
        request.method,
        httpx.URL(scheme="http", host=host, port=port, raw_path=target_of(request)),
        headers=for_service(request.headers.raw, user),
        content=request.stream() if has_body else None,
        extensions={"timeout": {"connect": _CONNECT_SECONDS, "read": IDLE_SECONDS, "write": IDLE_SECONDS}},
    )


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()


def _problem(status: int, text: str) -> Message:
    return Message(status=status, title="No answer", text=text)
