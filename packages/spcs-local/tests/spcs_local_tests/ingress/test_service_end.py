"""Services that speak early, and services that go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from socket import create_server, socket

import pytest
from websockets.frames import Close, Frame, Opcode
from websockets.utils import accept_key

from devkit.testing.waiting import PATIENCE
from spcs_local.ingress.frames import close_frame
from spcs_local_tests.ingress.served import Ingress, served
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, StubEndpoint
from spcs_local_tests.ingress.test_client_end import opened

EARLY = Frame(Opcode.TEXT, b"early").serialize(mask=False)
LATE = Frame(Opcode.TEXT, b"late", fin=False).serialize(mask=False)
CLOSE = close_frame(Close(4000, "done"), mask=False)


@contextmanager
def service(ingress: Ingress, speak: Callable[[socket, bytes], None]) -> Iterator[None]:
    """One that is given the connection and the handshake's answer."""
    with create_server(("127.0.0.1", 0)) as listener:
        ingress.targets.change(JUPYTER_HOST, StubEndpoint("127.0.0.1", listener.getsockname()[1]))

        def serve() -> None:
            connection = listener.accept()[0]
            with connection:
                asked = b""
                while b"\r\n\r\n" not in asked:
                    asked += connection.recv(64 * 1024)
                (key,) = (line.split()[1] for line in asked.splitlines() if line.lower().startswith(b"sec-websocket-k"))
                head = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                speak(connection, f"{head}Sec-WebSocket-Accept: {accept_key(key.decode())}\r\n\r\n".encode())

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        thread.join(PATIENCE)


def in_one_piece(connection: socket, head: bytes) -> None:
    connection.sendall(head + EARLY + CLOSE)


def byte_by_byte(connection: socket, head: bytes) -> None:
    for byte in head + EARLY + CLOSE:
        connection.sendall(bytes([byte]))


def without_a_close(connection: socket, head: bytes) -> None:
    connection.sendall(head + EARLY)


def amid_a_message(connection: socket, head: bytes) -> None:
    connection.sendall(head + EARLY + LATE[:-1])


@pytest.mark.parametrize(
    ("speak", "code"),
    [(in_one_piece, 4000), (byte_by_byte, 4000), (without_a_close, 1011), (amid_a_message, None)],
)
def test_what_the_service_says_arrives(
    speak: Callable[[socket, bytes], None], code: int | None, ingress: Ingress
) -> None:
    with service(ingress, speak), opened(ingress, "/any") as client:
        assert client.read_close_code() == code
        frames = [event for event in client.protocol.events_received() if isinstance(event, Frame)]
        assert frames[0].data == b"early"
        assert client.ended()


def test_client_is_told_that_the_account_stops() -> None:
    with ExitStack() as kept:
        with served() as ingress:
            client = kept.enter_context(opened(ingress, "/ws/echo"))
        assert client.read_close_code() == 1012
