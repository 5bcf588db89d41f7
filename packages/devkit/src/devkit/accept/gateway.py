"""A gateway on loopback between Snowflake's clients and an account: it hands on what they send, and lets a watcher see
what was asked and answered. To an account elsewhere it goes over TLS, whose certificate is verified."""

import select
import sys
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

from devkit.accept.wire import Asked

LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 300.0  # an account answers that it is still at work well before
_POLL_SECONDS = 0.05
# of one connection, and not of what is asked
_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length")
BAD_GATEWAY = 502


@dataclass(frozen=True)
class Place:
    """Where an account is."""

    host: str
    port: int
    protocol: str = "https"

    def connect(self) -> HTTPConnection:
        connection = HTTPSConnection if self.protocol == "https" else HTTPConnection
        return connection(self.host, self.port, timeout=ANSWER_SECONDS)

    @property
    def header(self) -> str:
        """As clients name it, who leave out the port that goes without saying."""
        return self.host if (self.protocol, self.port) == ("https", 443) else f"{self.host}:{self.port}"


class Watcher:
    """Lets everything pass. Called from many threads at once."""

    def asked(self, _asked: Asked) -> None:
        """Before it is handed on, which waits for this."""

    def answered(self, _asked: Asked, body: bytes, _encoding: str) -> bytes:
        """The body to hand back, encoded as it came."""
        return body


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client that is killed asks nothing any more
            super().handle_error(request, client_address)


class Gateway:
    """On a free port of loopback, in front of an account."""

    def __init__(self, place: Place, watcher: Watcher) -> None:
        self._server = _Server((LOOPBACK, 0), _handler(place, watcher))
        self._thread = Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    @property
    def place(self) -> Place:
        """Where clients reach it."""
        return Place(LOOPBACK, self._server.server_port, "http")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Upstream:
    """A client's own connection with the account, kept from one request to the next."""

    def __init__(self, place: Place) -> None:
        self._place, self._kept = place, None

    _kept: HTTPConnection | None

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> HTTPResponse:
        connection = self._connection()
        connection.request(method, path, body or None, headers)
        return connection.getresponse()

    def close(self) -> None:
        if self._kept:
            self._kept.close()
        self._kept = None

    def _connection(self) -> HTTPConnection:
        """The one before, unless the account has closed it: it can then be read, though nothing was asked."""
        if self._kept is None or self._kept.sock is None or select.select([self._kept.sock], [], [], 0)[0]:
            self.close()
            self._kept = self._place.connect()
        return self._kept


def _handler(place: Place, watcher: Watcher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            self._upstream = _Upstream(place)

        def finish(self) -> None:
            self._upstream.close()
            super().finish()

        def _forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = Asked.of(self.command, self.path, body, self.headers.get("content-encoding", ""))
            watcher.asked(asked)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in (*_HOP, "host")}
            try:
                answer = self._upstream.send(self.command, self.path, body, {**headers, "Host": place.header})
                content = answer.read()
            except (OSError, HTTPException):
                # clients ask again, each in its own way
                self._upstream.close()
                self._answer(BAD_GATEWAY, [], b"")
                return
            content = watcher.answered(asked, content, answer.getheader("content-encoding") or "")
            self._answer(answer.status, answer.getheaders(), content)

        def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _forward  # noqa: N815 - http.server's names

        def log_message(self, *_: Any) -> None:
            """What is sent is nobody's to read."""

    return Handler
