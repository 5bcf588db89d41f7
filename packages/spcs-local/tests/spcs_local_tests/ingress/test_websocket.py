"""WebSockets through the ingress."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as fragmenting
from websockets.typing import Subprotocol

from devkit.testing.waiting import PATIENCE, until
from spcs_local.ingress import frames, tunnel, websocket
from spcs_local_tests.ingress.served import ORIGIN, Ingress, opened
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, OTHER_HOST, StubEndpoint


def test_messages_pass_both_ways(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    forged = {"Sf-Context-Current-User": "ADMIN"}
    with opened(ingress.port, "/ws/echo?session=1", cookie=f"_xsrf=1; {cookie}", headers=forged) as socket:
        assert json.loads(socket.recv(PATIENCE)) == {"host": JUPYTER_HOST, "origin": ORIGIN, "cookie": "_xsrf=1"}
        assert socket.recv(PATIENCE) == "MILVUS_USER"
        for message in ("text", "", b"bytes", b"", "é" * 1000, bytes(3 * 1024 * 1024)):
            socket.send(message)
            assert socket.recv(PATIENCE) == message


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> int:
    """An ingress that takes small messages alone."""
    monkeypatch.setattr(frames, "LARGEST_MESSAGE", 1000)
    return 1000


def test_message_beyond_the_bound_ends_the_websocket(narrow: int, ingress: Ingress) -> None:
    for path, largest in (("/ws/echo", narrow + 1), ("/ws/large", 1)):
        with opened(ingress.port, path, cookie=ingress.cookie()) as socket:
            with suppress(ConnectionClosed):  # the service's message may have ended it by now
                socket.send(bytes(largest))
                list(socket)
            assert socket.close_code == 1009


def test_message_of_too_many_fragments_ends_the_websocket(ingress: Ingress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MOST_FRAGMENTS", 10)
    with opened(ingress.port, "/ws/echo", cookie=ingress.cookie()) as socket:
        assert [socket.recv(PATIENCE) for _ in range(2)][1] == "MILVUS_USER"
        socket.send(iter(["x"] * 9))
        assert socket.recv(PATIENCE) == "x" * 9
        with suppress(ConnectionClosed):
            socket.send(iter(["x"] * 50))
            list(socket)
        assert socket.close_code == 1009


def test_service_s_message_of_too_many_fragments_ends_the_websocket(
    ingress: Ingress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MOST_FRAGMENTS", 10)
    piece, told = bytes(64 * 1024), list[int]()

    def send(service: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            for count in (9, 100):
                service.send(iter([piece] * count))
            service.recv()
        told.append(service.close_code or 0)

    with fragmenting(send, "127.0.0.1", 0) as server:
        ingress.targets.change(JUPYTER_HOST, StubEndpoint("127.0.0.1", server.socket.getsockname()[1]))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with opened(ingress.port, "/any", cookie=ingress.cookie()) as socket:
            assert socket.recv(PATIENCE) == piece * 9
            with pytest.raises(ConnectionClosed):
                socket.recv(PATIENCE)
            assert socket.close_code == 1009
        until(lambda: told, "that the service is told")  # by the ingress, and not by its own server's end
        server.shutdown()
        thread.join()
    assert told == [1009]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ingress that has two WebSockets of a user, and four in all."""
    monkeypatch.setattr(websocket, "MOST_BYTES", 4 * tunnel.MOST_BYTES)


@pytest.mark.usefixtures("few")
def test_user_has_so_many_websockets_and_takes_none_from_others(ingress: Ingress) -> None:
    ingress.account.roles["NEIGHBOUR"] = ("MILVUS_ROLE",)
    ingress.account.tokens["neighbour"] = "NEIGHBOUR"
    cookie = ingress.cookie()
    with opened(ingress.port, "/ws/echo", cookie=cookie), opened(ingress.port, "/ws/echo", cookie=cookie) as second:
        assert refusal(ingress, "/ws/echo", cookie=cookie) == 503
        with opened(ingress.port, "/ws/echo", headers={"Authorization": 'Snowflake Token="neighbour"'}) as neighbour:
            assert neighbour.recv(PATIENCE)
        second.close()
        until(lambda: is_taken(ingress, cookie), "that a closed one is given back")


@pytest.mark.parametrize("change", [{"granted_roles": frozenset()}, {"bound": False}, None])
def test_websocket_ends_once_its_user_would_be_refused(
    ingress: Ingress, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any] | None
) -> None:
    monkeypatch.setattr(websocket, "LOOK_SECONDS", 0.01)
    label = JUPYTER_HOST.split(".")[0]
    with opened(ingress.port, "/ws/echo", cookie=ingress.cookie()) as socket:
        visits = ingress.targets.visits
        assert [socket.recv(PATIENCE) for _ in range(2)][1] == "MILVUS_USER"
        if change is None:
            ingress.account.roles["MILVUS_USER"] = ("PUBLIC",)
        else:
            ingress.targets.endpoints[label] = replace(ingress.targets.endpoints[label], **change)
        with pytest.raises(ConnectionClosed):
            socket.recv(PATIENCE)
        assert (socket.close_code, ingress.targets.visits) == (1008, visits)
    until(lambda: hasattr(ingress.service.state, "closed"), "that the service is told")
    assert ingress.service.state.closed[0] == 1008


def test_subprotocol_is_the_services_choice(ingress: Ingress) -> None:
    offered = [Subprotocol("v0.kernel"), Subprotocol("v1.kernel")]
    with opened(ingress.port, "/ws/echo", cookie=ingress.cookie(), subprotocols=offered) as socket:
        assert socket.subprotocol == "v1.kernel"


def test_close_of_the_service_reaches_the_client(ingress: Ingress) -> None:
    with opened(ingress.port, "/ws/close", cookie=ingress.cookie()) as socket:
        with pytest.raises(ConnectionClosed):
            socket.recv(PATIENCE)
        assert (socket.close_code, socket.close_reason) == (4321, "kernel died")


def test_close_of_the_client_reaches_the_service(ingress: Ingress) -> None:
    with opened(ingress.port, "/ws/echo", cookie=ingress.cookie()) as socket:
        socket.recv(PATIENCE)
        socket.close(4999, "tab closed")
    until(lambda: hasattr(ingress.service.state, "closed"), "that the service is told")
    assert ingress.service.state.closed == (4999, "tab closed")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", f"http://{OTHER_HOST}", "null", f"http://{JUPYTER_HOST}.evil.example"]
)
def test_forged_origin_is_refused(ingress: Ingress, origin: str) -> None:
    assert refusal(ingress, "/ws/echo", cookie=ingress.cookie(), origin=origin) == 403


def test_websocket_without_sign_in_is_refused(ingress: Ingress) -> None:
    assert refusal(ingress, "/ws/echo") == 401
    assert refusal(ingress, "/ws/echo", cookie=ingress.cookie(host=OTHER_HOST)) == 401
    ingress.account.tokens["stranger"] = "STRANGER"
    assert refusal(ingress, "/ws/echo", headers={"Authorization": 'Snowflake Token="stranger"'}) == 403


def test_program_opens_a_websocket_by_token(ingress: Ingress) -> None:
    headers = {"Authorization": 'Snowflake Token="session-of-milvus-user"'}
    with opened(ingress.port, "/ws/echo", origin=None, headers=headers) as socket:
        assert json.loads(socket.recv(PATIENCE))["origin"] is None


def test_refusal_of_the_service_reaches_the_client(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    assert refusal(ingress, "/ws/refuse", cookie=cookie) == 404
    ingress.targets.stop(JUPYTER_HOST, "PENDING")
    assert refusal(ingress, "/ws/echo", cookie=cookie) == 503


def refusal(ingress: Ingress, path: str, **options: Any) -> int:
    """The status that the handshake is answered with."""
    with pytest.raises(InvalidStatus) as refused, opened(ingress.port, path, **options):
        pass
    return refused.value.response.status_code


def is_taken(ingress: Ingress, cookie: str) -> bool:
    """Whether there is room for another WebSocket."""
    try:
        with opened(ingress.port, "/ws/echo", cookie=cookie):
            return True
    except InvalidStatus:
        return False
