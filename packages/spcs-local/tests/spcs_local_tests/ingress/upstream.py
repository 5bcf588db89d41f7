"""A small service behind the ingress: says what reached it, streams, takes uploads and WebSockets."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

Headers = list[list[str]]

_PIECE = 1024 * 1024
BIG = 5 * _PIECE


def build_upstream() -> Starlette:
    """The application."""
    anything = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
    return Starlette(
        routes=[
            WebSocketRoute("/ws/echo", _echo),
            WebSocketRoute("/ws/close", _close),
            WebSocketRoute("/ws/large", _large),
            WebSocketRoute("/ws/refuse", _refuse),
            Route("/cookie", _cookie),
            Route("/stream", _stream),
            Route("/moved", _moved),
            Route("/upload", _upload, methods=["POST", "PUT"]),
            Route("/{path:path}", _say, methods=anything),
        ]
    )


async def _say(request: Request) -> Response:
    headers = [[name.decode(), value.decode()] for name, value in request.headers.raw]
    target = request.scope["raw_path"].decode() + "?" + request.scope["query_string"].decode()
    body = (await request.body()).decode()
    return JSONResponse({"method": request.method, "target": target, "headers": headers, "body": body})


async def _cookie(_: Request) -> Response:
    response = PlainTextResponse("set", headers={"X-Frame-Options": "SAMEORIGIN", "Connection": "X-Hop", "X-Hop": "1"})
    response.set_cookie("_xsrf", "of the service")
    response.set_cookie("second", "2")
    response.set_cookie("sfc-endpoint-session", "planted")
    return response


async def _stream(request: Request) -> Response:
    size = int(request.url.query or BIG)

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(size // _PIECE):
            yield b"x" * _PIECE

    return StreamingResponse(chunks())


async def _moved(_: Request) -> Response:
    return Response(status_code=302, headers={"Location": "/elsewhere"})


async def _upload(request: Request) -> Response:
    digest = hashlib.sha256()
    async for chunk in request.stream():
        digest.update(chunk)
    return PlainTextResponse(digest.hexdigest())


async def _echo(socket: WebSocket) -> None:
    offered = socket.scope["subprotocols"]
    await socket.accept(subprotocol=offered[-1] if offered else None)
    await socket.send_json({name: socket.headers.get(name) for name in ("host", "origin", "cookie")})
    await socket.send_text(socket.headers.get("sf-context-current-user", ""))
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            socket.app.state.closed = (message["code"], message.get("reason"))
            return
        if message.get("text") is not None:
            await socket.send_text(message["text"])
        else:
            await socket.send_bytes(message["bytes"])


async def _close(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close(4321, "kernel died")


async def _large(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_bytes(bytes(_PIECE))
    await socket.receive()


async def _refuse(socket: WebSocket) -> None:
    await socket.send_denial_response(PlainTextResponse("no kernel", 404))


def values(headers: Headers, name: str) -> list[str]:
    """Every value of a header."""
    return [value for key, value in headers if key.lower() == name]
