"""What stands between the engine and an account in tests: a relay, and a gate at which some statements wait."""

from __future__ import annotations

import gzip
import json
import sys
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from devkit.testing.waiting import PATIENCE

_POLL_SECONDS = 0.05
# of one connection, and not of what is asked
_HOP = ("connection", "keep-alive", "transfer-encoding")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # who asked may be gone
            super().handle_error(request, client_address)


class Relay:
    """On a free port of loopback, in front of the account's. Statements go through it, and answers come back."""

    def __init__(self, account_port: int) -> None:
        self.account_port = account_port
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    @property
    def port(self) -> int:
        return self._server.server_port

    def pass_through(self, asked: str) -> None:
        """Called with a statement before the account has it, or with the path of what is none; returns at once."""

    def answered(self, asked: str) -> None:
        """Called before the answer goes back; returns at once."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Gate(Relay):
    """`held` are words that the statements begin with which wait until it is opened."""

    def __init__(self, account_port: int, held: tuple[str, ...]) -> None:
        super().__init__(account_port)
        self._held = held
        self.somebody_waits, self._open = threading.Event(), threading.Event()

    def open(self) -> None:
        """Let everything through from now on."""
        self._open.set()

    def pass_through(self, asked: str) -> None:
        if asked.lstrip().upper().startswith(self._held):
            self.somebody_waits.set()
            self._open.wait(PATIENCE)

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.open()
        super().__exit__(type_, error, trace)


def _statement(body: bytes, encoding: str) -> str:
    """Of a request for a query; nothing of any other."""
    try:
        content: Any = json.loads(gzip.decompress(body) if encoding == "gzip" else body)
    except ValueError:
        return ""
    return str(content.get("sqlText", "")) if isinstance(content, dict) else ""


def _handler(relay: Relay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = _statement(body, self.headers.get("content-encoding", "")) or self.path
            relay.pass_through(asked)
            connection = HTTPConnection("127.0.0.1", relay.account_port)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            relay.answered(asked)
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
