"""What a cluster's coordinator has etcd do to data nodes before it begins, by the script of its image."""

from __future__ import annotations

import base64
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "images" / "milvus-node" / "begin-anew.sh"
FOUND = {"header": {"revision": "2"}, "kvs": [{"key": "YQ==", "lease": "7587899223533144987"}, {"lease": "12"}]}


class Etcd(ThreadingHTTPServer):
    """Answers as etcd's gateway, at first not at all."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.failures = 1
        self.found: dict[str, Any] = FOUND
        super().__init__(("127.0.0.1", 0), _Handler)


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


@pytest.fixture
def etcd() -> Iterator[Etcd]:
    with Etcd() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def begun(etcd: Etcd) -> list[tuple[str, dict[str, Any]]]:
    address = f"127.0.0.1:{etcd.server_address[1]},elsewhere:2379"
    subprocess.run(["bash", str(SCRIPT), address], check=True, timeout=60)
    return etcd.asked


def test_leases_of_data_nodes_are_revoked_and_no_others(etcd: Etcd) -> None:
    (path, asked), *revoked = begun(etcd)
    first, end = (base64.b64decode(asked[it]).decode() for it in ("key", "range_end"))
    assert (path, first) == ("/v3/kv/range", "by-dev/meta/session/datanode-")
    assert first < "by-dev/meta/session/datanode-5" < end < "by-dev/meta/session/indexnode-5"
    assert revoked == [("/v3/lease/revoke", {"ID": it}) for it in ("7587899223533144987", "12")]


def test_a_first_start_finds_none(etcd: Etcd) -> None:
    etcd.found = {"header": {"revision": "1"}}
    assert [path for path, _ in begun(etcd)] == ["/v3/kv/range"]
