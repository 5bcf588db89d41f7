"""Clients that send on after their WebSocket has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import create_connection, create_server, socket
from typing import NoReturn

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from devkit.testing.waiting import PATIENCE
from spcs_local.ingress import frames, tunnel
from spcs_local_tests.ingress.served import Ingress
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, StubEndpoint

# more than the systems between the two hold: a connection that is reset is noticed while it is sent
FAR_MORE = 16 * 1024**2
_ADDRESS = parse_uri(f"ws://{JUPYTER_HOST}/")
PIECE = bytes(64 * 1024)


@dataclass
class Client:
    """One that reads when it is told to."""

    socket: socket
    protocol: ClientProtocol = field(default_factory=lambda: ClientProtocol(_ADDRESS, max_size=None))

    def open(self, path: str, cookie: str) -> None:
        """The handshake."""
        request = self.protocol.connect()
        request.path = path
        request.headers["Cookie"] = cookie
        request.headers["Origin"] = f"http://{JUPYTER_HOST}"
        self.protocol.send_request(request)
        self.socket.sendall(b"".join(self.protocol.data_to_send()))

    def wait(self) -> None:
        """Until the handshake is answered."""
        while self.protocol.state is State.CONNECTING:
            data = self.socket.recv(64 * 1024)
            assert data, "closed before the handshake was answered"
            self.protocol.receive_data(data)

    def send(self, *frames: Frame) -> None:
        """All of them, whatever was answered; raise if the connection is reset."""
        self.socket.sendall(b"".join(frame.serialize(mask=True) for frame in frames))

    def send_for_ever(self, *frames: Frame) -> NoReturn:
        """Raise once the connection is reset."""
        while True:
            self.send(*frames)

    def read_close_code(self) -> int | None:
        """Read to the close frame."""
        while self.protocol.close_rcvd is None and (data := self.socket.recv(64 * 1024)):
            self.protocol.receive_data(data)
        return self.protocol.close_rcvd.code if self.protocol.close_rcvd else None

    def ended(self) -> bool:
        """Whether nothing more comes; raise if the connection is reset."""
        return self.socket.recv(1) == b""


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ingress that takes small messages alone."""
    monkeypatch.setattr(frames, "LARGEST_MESSAGE", 2 * len(PIECE))
    monkeypatch.setattr(frames, "MOST_FRAGMENTS", 10)


@contextmanager
def connected(ingress: Ingress) -> Iterator[Client]:
    """A client that has sent nothing."""
    with create_connection(("127.0.0.1", ingress.port), timeout=PATIENCE) as connection:
        yield Client(connection)


@contextmanager
def opened(ingress: Ingress, path: str) -> Iterator[Client]:
    """A client whose WebSocket is open."""
    with connected(ingress) as client:
        client.open(path, ingress.cookie())
        client.wait()
        yield client


LARGE = (Frame(Opcode.BINARY, bytes(FAR_MORE)),)
FRAGMENTS = (
    Frame(Opcode.TEXT, b"x", fin=False),
    *[Frame(Opcode.CONT, b"x", fin=False)] * 20,
    Frame(Opcode.CONT, b"x"),
    *[Frame(Opcode.BINARY, PIECE)] * (FAR_MORE // len(PIECE)),
)
NO_TEXT = (Frame(Opcode.TEXT, b"\xff"), *FRAGMENTS[-(FAR_MORE // len(PIECE)) :])


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(
    ("sent", "code"), [(LARGE, 1009), (FRAGMENTS, 1009), (NO_TEXT, 1007)], ids=["large", "fragments", "no text"]
)
def test_client_that_sends_on_is_told_why_it_ends(sent: tuple[Frame, ...], code: int, ingress: Ingress) -> None:
    with opened(ingress, "/ws/echo") as client:
        client.send(*sent)
        assert client.read_close_code() == code
        assert client.ended()


@pytest.mark.usefixtures("narrow")
def test_client_that_sends_on_is_told_how_the_service_closed(ingress: Ingress) -> None:
    with opened(ingress, "/ws/close") as client:
        assert client.read_close_code() == 4321
        client.send(*LARGE)
        assert client.ended()


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(("bound", "value"), [("LINGER_SECONDS", 0.01), ("LINGER_BYTES", 0)])
def test_client_that_does_not_end_is_cut_off(
    ingress: Ingress, monkeypatch: pytest.MonkeyPatch, bound: str, value: float
) -> None:
    monkeypatch.setattr(tunnel, bound, value)
    with opened(ingress, "/ws/echo") as client, pytest.raises(ConnectionError):
        client.send_for_ever(*LARGE)


def test_client_that_does_not_wait_for_the_handshake_is_cut_off(ingress: Ingress) -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        ingress.targets.change(JUPYTER_HOST, StubEndpoint("127.0.0.1", silent.getsockname()[1]))
        with connected(ingress) as client:
            client.open("/any", ingress.cookie())
            with silent.accept()[0], pytest.raises(ConnectionError):
                client.send_for_ever(*LARGE)
