"""A service's endpoint on loopback, where containers of the in-memory engine are said to be."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[list[list[Any]]], tuple[int, bytes]]


@dataclass
class Endpoint:
    """What was asked, and what is answered: by default each first argument in capitals."""

    port: int = 0
    asked: list[tuple[str, dict[str, str], list[list[Any]]]] = field(default_factory=list)
    answer: Answer = field(default=lambda rows: (200, data([[row[0], str(row[1]).upper()] for row in rows])))


def data(rows: list[list[Any]]) -> bytes:
    """An answer as Snowflake wants it."""
    return json.dumps({"data": rows}).encode()


@contextmanager
def answering() -> Iterator[Endpoint]:
    """Serve an endpoint."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            rows = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["data"]
            endpoint.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, rows))
            status, text = endpoint.answer(rows)
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        endpoint.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield endpoint
        finally:
            server.shutdown()
            thread.join()
