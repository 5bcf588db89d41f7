"""What containers send that are slow, or never stop."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from spcs_local.containers.reading import answers_ok, newest, wait_for_line

pytestmark = pytest.mark.timeout(300)
Serve = Callable[[Callable[[socket.socket], None]], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server of one connection; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def start(talk: Callable[[socket.socket], None]) -> int:
        def accept() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                talk(connection)

        threading.Thread(target=accept, daemon=True).start()
        port: int = listener.getsockname()[1]
        return port

    yield start
    listener.close()


@pytest.mark.parametrize(
    ("answer", "ready"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\ncontent-length: 1000000000\r\n\r\n", True),
        (b"HTTP/1.1 200\r\n", True),
        (b"HTTP/1.1 2000 OK\r\n\r\n", False),
        (b"HTTP/1.1 503 200\r\n\r\n", False),
        (b"x" * 100_000, False),
        (b"", False),
    ],
)
def test_probe_reads_the_first_line_alone(serve: Serve, answer: bytes, ready: bool) -> None:
    port = serve(lambda connection: connection.sendall(answer))
    assert answers_ok("127.0.0.1", port, "/") is ready


def test_probe_has_a_time_as_a_whole(serve: Serve) -> None:
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        for byte in itertools.cycle(b"x"):
            if over.wait(0.02):
                return
            connection.sendall(bytes([byte]))

    begun = time.monotonic()
    assert not answers_ok("127.0.0.1", serve(drip), "/", 0.3)
    assert time.monotonic() - begun < 60
    over.set()


def test_probe_of_a_closed_port_or_an_odd_path_fails() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert not answers_ok("127.0.0.1", port, "/")
    assert not answers_ok("127.0.0.1", port, "/\ud800")


def test_newest_keeps_the_end() -> None:
    assert newest([b"a\n", b"b\n"], 100) == b"a\nb\n"
    assert newest((b"line %d\n" % number for number in range(10_000)), 35) == b"line 9997\nline 9998\nline 9999\n"
    assert newest([b"x" * 100], 30) == b""


def test_newest_ends_in_time() -> None:
    assert newest(itertools.repeat(b"again\n"), 12, 0.2) == b"again\n"


@pytest.mark.parametrize(
    ("logs", "instead"),
    [
        ([(b"first\nrea", True), (b"first\nready\nrest", True)], None),
        ([(b"first\nready\n", False)], None),
        ([(b"ready", True), (b"not ready\n", False)], "not ready"),
        ([(b"", False)], "nothing"),
    ],
)
def test_line_is_waited_for_as_a_whole(logs: list[tuple[bytes, bool]], instead: str | None) -> None:
    assert wait_for_line(iter(logs).__next__, "ready") == instead


def test_line_that_does_not_come_is_waited_for_no_longer_than_that() -> None:
    assert wait_for_line(lambda: (b"late\n", True), "ready", seconds=0) == "late"
