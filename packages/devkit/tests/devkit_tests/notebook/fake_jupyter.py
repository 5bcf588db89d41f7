"""A Jupyter server whose kernel plays a script: each cell's source says what the kernel does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

XSRF = "xsrf-of-jupyter"


@dataclass
class FakeJupyter:
    """Notebooks by path; kernels that run; the cells that were run."""

    notebooks: dict[str, list[str]]
    kernels: set[str] = field(default_factory=set)
    ran: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/", lambda _: RedirectResponse("/tree", 302)),
                Route("/tree", self._tree),
                Route("/api/contents/{path:path}", self._contents, methods=["GET", "PUT", "PATCH", "POST"]),
                Route("/api/kernels", self._start, methods=["POST"]),
                Route("/api/kernels/{id}", self._shut_down, methods=["DELETE"]),
                WebSocketRoute("/api/kernels/{id}/channels", self._channels),
            ]
        )

    async def _tree(self, _: Request) -> Response:
        response = PlainTextResponse("files")
        response.set_cookie("_xsrf", XSRF)
        return response

    async def _contents(self, request: Request) -> Response:
        self.methods.append(request.method)
        cells = self.notebooks.get(request.path_params["path"])
        if cells is None:
            return JSONResponse({"message": "No such file"}, 404)
        code = [{"cell_type": "code", "source": source} for source in cells]
        return JSONResponse({"content": {"cells": [{"cell_type": "markdown", "source": "# Title"}, *code]}})

    async def _start(self, request: Request) -> Response:
        if request.headers.get("x-xsrftoken") != XSRF or request.cookies.get("_xsrf") != XSRF:
            return JSONResponse({"message": "'_xsrf' argument missing from POST"}, 403)
        self.kernels.add("k1")
        return JSONResponse({"id": "k1"}, 201)

    async def _shut_down(self, request: Request) -> Response:
        identifier = request.path_params["id"]
        if identifier not in self.kernels:
            return JSONResponse({"message": "no such kernel"}, 404)
        self.kernels.remove(identifier)
        return Response(status_code=204)

    async def _channels(self, socket: WebSocket) -> None:
        await socket.accept()
        async for text in socket.iter_text():
            request = json.loads(text)
            if request["header"]["msg_type"] == "kernel_info_request":
                await self._finish(socket, request)
            else:
                await self._run(socket, request, request["content"]["code"])

    async def _run(self, socket: WebSocket, request: dict[str, Any], code: str) -> None:
        self.ran.append(code)
        action, _, rest = code.partition(" ")
        if action == "print":
            await _send(socket, request, "stream", {"name": "stdout", "text": rest + "\n"})
        elif action == "show":
            await _send(socket, request, "execute_result", {"data": {"text/plain": rest}})
        elif action == "die":
            await _send(socket, None, "status", {"execution_state": "restarting"})
            return
        elif action == "hang":
            return
        elif action == "close":
            await socket.close(1011, "kernel gone")
            return
        error = {"ename": "ValueError", "evalue": rest, "traceback": ["\x1b[31mValueError\x1b[0m", "  line 1"]}
        if action == "raise":
            await _send(socket, request, "error", error)
        await self._finish(socket, request, {"status": "error", **error} if action == "raise" else {"status": "ok"})

    async def _finish(self, socket: WebSocket, request: dict[str, Any], content: dict[str, Any] | None = None) -> None:
        kind = request["header"]["msg_type"].replace("_request", "_reply")
        await _send(socket, request, kind, content or {"status": "ok"})
        await _send(socket, request, "status", {"execution_state": "idle"})


async def _send(socket: WebSocket, request: dict[str, Any] | None, kind: str, content: dict[str, Any]) -> None:
    parent = request["header"] if request else {}
    await socket.send_json({"header": {"msg_type": kind}, "parent_header": parent, "content": content})
