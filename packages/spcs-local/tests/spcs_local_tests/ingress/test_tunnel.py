"""Two joined connections, of which one may not take what it is sent."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as serving

from devkit.testing.waiting import PATIENCE, until
from spcs_local.ingress import tunnel, websocket
from spcs_local.ingress.tunnel import End, Tunnel
from spcs_local_tests.ingress.served import Ingress
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, StubEndpoint
from spcs_local_tests.ingress.test_client_end import Client, opened

MESSAGE = bytes(range(256)) * 16 * 1024
MESSAGES = 12  # 48 MB: more than the systems between service and client hold


@contextmanager
def flooding(ingress: Ingress) -> Iterator[None]:
    """A service that sends whether it is read from or not."""

    def send(service: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            for _ in range(MESSAGES):
                service.send(MESSAGE)
            service.close(4000, "all sent")

    with serving(send, "127.0.0.1", 0) as server:
        ingress.targets.change(JUPYTER_HOST, StubEndpoint("127.0.0.1", server.socket.getsockname()[1]))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def joined(monkeypatch: pytest.MonkeyPatch) -> list[Tunnel]:
    """Those that there were."""
    made = list[Tunnel]()

    def join(client: asyncio.Transport, service: asyncio.Transport) -> Tunnel:
        made.append(Tunnel(client, service))
        return made[-1]

    monkeypatch.setattr(websocket, "Tunnel", join)
    return made


def is_held(end: End) -> bool:
    """Whether it is not read from."""
    return not end.transport.is_reading()


def takes_all(client: Client) -> bool:
    """Read the messages; whether they are those that were sent."""
    same = list[bool]()
    while len(same) < MESSAGES:
        client.protocol.receive_data(client.socket.recv(1024 * 1024))
        events = client.protocol.events_received()
        same += [e.data == MESSAGE for e in events if isinstance(e, Frame) and e.opcode is Opcode.BINARY]
    return all(same)


def test_service_is_not_read_from_while_its_client_does_not_read(ingress: Ingress, joined: list[Tunnel]) -> None:
    with flooding(ingress), opened(ingress, "/any") as client:
        until(lambda: bool(joined) and is_held(joined[0].service), "that the service is not read from")
        assert joined[0].client.transport.get_write_buffer_size() <= tunnel.MOST_BYTES
        with opened(ingress, "/any") as other:
            assert takes_all(other)
        assert takes_all(client)
        assert client.read_close_code() == 4000


def test_client_is_not_read_from_while_its_service_does_not_read(ingress: Ingress, joined: list[Tunnel]) -> None:
    with opened(ingress, "/ws/echo") as client:
        thread = threading.Thread(target=client.send, args=[Frame(Opcode.BINARY, MESSAGE)] * MESSAGES)
        thread.start()
        until(lambda: bool(joined) and is_held(joined[0].client), "that the client is not read from")
        assert joined[0].service.transport.get_write_buffer_size() <= tunnel.MOST_BYTES
        assert takes_all(client)
        thread.join(PATIENCE)
