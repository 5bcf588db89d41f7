"""What the service's readiness probe asks: whether everything is as it should be."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = "/ready"


class Readiness:
    """Not ready until it is said, and whenever it is said."""

    def __init__(self, port: int) -> None:
        self._ready = threading.Event()
        ready = self._ready

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = 404 if self.path != PATH else 200 if ready.is_set() else 503
                self.send_response(found)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """A probe every few seconds says nothing."""

        self._server = ThreadingHTTPServer(("", port), Handler)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def is_ready(self) -> bool:
        return self._ready.is_set()

    def serve(self) -> None:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def say(self, *, ready: bool) -> None:
        if ready:
            self._ready.set()
        else:
            self._ready.clear()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
