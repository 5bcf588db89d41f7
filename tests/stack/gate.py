"""A gate between the engine and an account: some statements wait before it until a test opens it."""

from __future__ import annotations

import gzip
import json
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from devkit.testing.waiting import PATIENCE

_POLL_SECONDS = 0.05
# of one connection, and not of what is asked
_HOP = ("connection", "keep-alive", "transfer-encoding")


class Gate:
    """On a free port of loopback, in front of the account's; `held` are words that the statements begin with."""

    def __init__(self, account_port: int, held: tuple[str, ...]) -> None:
        self.account_port, self._held = account_port, held
        self.somebody_waits, self._open = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    @property
    def port(self) -> int:
        return self._server.server_port

    def open(self) -> None:
        """Let everything through from now on."""
        self._open.set()

    def pass_through(self, statement: str) -> None:
        """At once, or once the gate is open."""
        if statement.lstrip().upper().startswith(self._held):
            self.somebody_waits.set()
            self._open.wait(PATIENCE)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.open()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _statement(body: bytes, encoding: str) -> str:
    """Of a request for a query; nothing of any other."""
    try:
        content: Any = json.loads(gzip.decompress(body) if encoding == "gzip" else body)
    except ValueError:
        return ""
    return str(content.get("sqlText", "")) if isinstance(content, dict) else ""


def _handler(gate: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if self.command == "POST":
                gate.pass_through(_statement(body, self.headers.get("content-encoding", "")))
            connection = HTTPConnection("127.0.0.1", gate.account_port)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in (*_HOP, "content-length"):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _forward  # noqa: N815 - http.server's names

        def log_message(self, *_: Any) -> None:
            """What the engine prints is enough."""

    return Handler
