"""An etcd whose gateway answers a script of the image of Milvus' roles."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parents[2] / "images" / "milvus-node"


class Etcd(ThreadingHTTPServer):
    """Answers with `found`, at first not at all."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.failures = 1
        self.found = found
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        """HOST:PORT."""
        return f"127.0.0.1:{self.server_address[1]}"

    def asked_by(
        self, script: str, *arguments: str, variables: Mapping[str, str] | None = None
    ) -> list[tuple[str, dict[str, Any]]]:
        """Paths with bodies; the script has this environment, or the test's."""
        command = ["bash", str(SCRIPTS / script), f"{self.address},elsewhere:2379", *arguments]
        subprocess.run(command, env=variables, check=True, timeout=60)
        return self.asked


@contextmanager
def serving(found: dict[str, Any]) -> Iterator[Etcd]:
    with Etcd(found) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    server: Etcd

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.failures:
            self.server.failures -= 1
            self.send_error(503)
            return
        self.server.asked.append((self.path, body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.found, separators=(",", ":")).encode())

    def log_message(self, *_: object) -> None:
        """Nothing of it."""
