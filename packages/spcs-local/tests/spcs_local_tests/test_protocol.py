"""Connections that are slow on purpose, or speak no HTTP."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local import protocol
from spcs_local_tests.bare_http import session_token
from spcs_local_tests.running import RunningAccount
from spcs_local_tests.soak.counts import Counts

pytestmark = pytest.mark.timeout(600)


class LittleTime:
    """For the first connections alone: the account takes them in the order in which they come."""

    def __init__(self, connections: int) -> None:
        self._left = connections

    def __get__(self, *_: object) -> float:
        self._left -= 1
        return 0.3 if self._left >= 0 else protocol.HEAD_SECONDS


@pytest.fixture
def idle(shared: RunningAccount, counts: Counts, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[socket.socket]]:
    """Connections that have sent half of a request's head, and have little time for the rest."""
    monkeypatch.setattr(protocol.PatientProtocol, "head_seconds", LittleTime(counts.idle_connections))
    opened = []
    for _ in range(counts.idle_connections):
        opened.append(socket.create_connection(("127.0.0.1", shared.port), timeout=PATIENCE))
        with suppress(ConnectionError):  # the first ones may have been hung up on
            opened[-1].sendall(b"POST /session/v1/login-request HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ")
    yield opened
    for connection in opened:
        connection.close()


def hung_up(connection: socket.socket) -> bool:
    """Whether the account has closed the connection, without a word."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_answer_others_while_clients_are_slow(shared: RunningAccount, idle: list[socket.socket]) -> None:
    assert session_token(shared)
    for connection in idle:
        assert hung_up(connection)


@pytest.mark.parametrize("head", [b"\0" * 100, b"GET\r\n\r\n", b"GET / HTTP/1.1\r\na: " + b"b" * 200_000 + b"\r\n\r\n"])
def test_answer_what_is_no_http_with_400(shared: RunningAccount, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", shared.port), timeout=PATIENCE) as connection:
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
    assert session_token(shared)
