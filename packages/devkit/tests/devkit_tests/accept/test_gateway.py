"""Requests and answers go through as they are; TLS is verified."""

import socket
import ssl
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from devkit.accept import wire
from devkit.accept.gateway import BAD_GATEWAY, Gateway, Place, Watcher
from devkit.accept.wire import Asked
from devkit.testing.waiting import until

OPENSSL = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "-", "-subj", "/CN=localhost")


class Account(BaseHTTPRequestHandler):
    """Says what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        said = f"{self.path} {self.headers['host']} {self.headers['authorization']} {body.decode()}".encode()
        self.send_response(201)
        self.send_header("content-length", str(len(said)))
        self.send_header("x-of-the-account", "yes")
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def account(context: ssl.SSLContext | None = None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Account)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


class Noting(Watcher):
    def __init__(self) -> None:
        self.statements: list[str | None] = []

    def asked(self, asked: Asked) -> None:
        self.statements.append(asked.statement)

    def answered(self, _asked: Asked, body: bytes, _encoding: str) -> bytes:
        return body + b"!"


def post(gateway: Gateway, *bodies: str) -> list[tuple[int, str | None, str]]:
    """Over one connection."""
    connection, found = HTTPConnection(gateway.place.host, gateway.place.port), []
    for body in bodies:
        connection.request("POST", f"{wire.QUERIES}?x=1", body, {"Authorization": "T"})
        answer = connection.getresponse()
        found.append((answer.status, answer.getheader("x-of-the-account"), answer.read().decode()))
    connection.close()
    return found


def test_what_is_sent_and_answered_goes_through_the_watcher() -> None:
    watcher = Noting()
    with account() as port, Gateway(Place("127.0.0.1", port, "http"), watcher) as gateway:
        first, second = post(gateway, '{"sqlText": "A"}', "B")
    assert first == (201, "yes", f'{wire.QUERIES}?x=1 127.0.0.1:{port} T {{"sqlText": "A"}}!')
    assert second[2].endswith(" B!")
    assert watcher.statements == ["A", None]


def test_an_account_that_is_not_there_is_a_bad_gateway() -> None:
    with account() as port:
        gone = port
    with Gateway(Place("127.0.0.1", gone, "http"), Watcher()) as gateway:
        assert post(gateway, "A") == [(BAD_GATEWAY, None, "")]


class Hanging(Watcher):
    """The client is gone before it has its answer."""

    def __init__(self) -> None:
        self.client = socket.socket()

    def answered(self, _asked: Asked, body: bytes, _encoding: str) -> bytes:
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.client.close()
        return body


def test_a_client_that_is_gone_is_nothing_to_say(capfd: pytest.CaptureFixture[str]) -> None:
    watcher = Hanging()
    with account() as port, Gateway(Place("127.0.0.1", port, "http"), watcher) as gateway:
        watcher.client.connect((gateway.place.host, gateway.place.port))
        watcher.client.sendall(b"POST / HTTP/1.1\r\ncontent-length: 1\r\n\r\nA")
        until(lambda: watcher.client.fileno() == -1)
    assert capfd.readouterr().err == ""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of localhost, with its key, which nobody vouches for."""
    file = tmp_path / "certificate.pem"
    made = subprocess.run(
        [*OPENSSL, "-addext", "subjectAltName=DNS:localhost"],
        capture_output=True,
        text=True,
        check=True,
    )
    file.write_text(made.stdout)
    return file


@pytest.mark.parametrize(("trusted", "status"), [(False, BAD_GATEWAY), (True, 201)])
def test_an_account_is_trusted_by_its_certificate(
    trusted: bool,
    status: int,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with account(context) as port, Gateway(Place("localhost", port), Watcher()) as gateway:
        ((found, _, _),) = post(gateway, "A")
    assert found == status
