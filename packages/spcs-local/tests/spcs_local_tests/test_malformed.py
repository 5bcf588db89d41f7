"""Requests that no client sends: each is answered with an error, and the account goes on."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local import protocol
from spcs_local.model import sessions
from spcs_local.routes import wire
from spcs_local_tests.running import RunningAccount
from spcs_local_tests.soak.counts import Counts

LOGIN = "/session/v1/login-request"
QUERY = "/queries/v1/query-request"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAccount]:
    """One account for all that leaves no trace in it."""
    with RunningAccount(tmp_path_factory.mktemp("shared") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def token(shared: RunningAccount) -> str:
    """A session of the shared account."""
    return sign_in(shared)


def send(account: RunningAccount, path: str, body: Any, token: str = "", **headers: str) -> tuple[int, dict[str, Any]]:
    """Status and answer; a body of bytes goes as it is."""
    with closing(connect(account)) as connection:
        return send_over(connection, path, body, token, **headers)


def connect(account: RunningAccount) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", account.port, timeout=PATIENCE)


def send_over(
    connection: http.client.HTTPConnection, path: str, body: Any, token: str = "", **headers: str
) -> tuple[int, dict[str, Any]]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request("POST", path, data, {"authorization": f'Snowflake Token="{token}"', **headers})
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def credentials(account: RunningAccount) -> dict[str, Any]:
    return {"data": {"LOGIN_NAME": "ADMIN", "PASSWORD": account.password}}


def sign_in(account: RunningAccount) -> str:
    return str(send(account, LOGIN, credentials(account))[1]["data"]["token"])


@pytest.mark.parametrize(
    "body",
    [
        b"{not json",
        b"[1, 2]",
        b'"text"',
        b"\xff\xfe\x00",
        b'{"data": []}',
        b'{"data": "x"}',
        b'{"data": {"SESSION_PARAMETERS": [1]}}',
        b'{"data": {"LOGIN_NAME": "\\ud800"}}',
        b'{"data": {"LOGIN_NAME": NaN}}',
        b'{"a": ' * 100_000 + b"1" + b"}" * 100_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
        gzip.compress(b'{"data": {}}')[:-4],
        gzip.compress(b'{"data": {}}')[:12],
        b"\x1f\x8bnot gzip",
    ],
    ids=lambda body: repr(body[:24]),
)
@pytest.mark.parametrize("path", [LOGIN, "/session/v1/login-request?roleName=%00%ff"])
def test_refuse_a_body_that_is_no_request(shared: RunningAccount, path: str, body: bytes) -> None:
    status, answer = send(shared, path, body)
    assert (status, answer["success"], answer["code"]) == (400, False, "390000")
    assert answer["message"].startswith("Bad request: ")


@pytest.mark.parametrize(
    "body",
    [
        {"sqlText": "SELECT ?", "bindings": [1]},
        {"sqlText": "SELECT ?", "bindings": {"1": "x"}},
    ],
)
def test_refuse_bindings_of_another_shape(shared: RunningAccount, token: str, body: dict[str, Any]) -> None:
    assert send(shared, QUERY, body, token)[0] == 400


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "000900"),
        ({"sqlText": None}, "000900"),
        ({"sqlText": ["SELECT 1"]}, "001003"),
        ({"sqlText": "SELECT ?", "bindings": {"1": {"value": ["a", "b"]}}}, "990001"),
        ({"sqlText": "SELECT ?", "bindings": {"2": {"value": "a"}}}, "002049"),
        ({"sqlText": "DROP ROLE IDENTIFIER(?)", "bindings": {"1": {"value": None}}}, "001003"),
        ({"sqlText": "SELECT '" + "a" * 2_000_000 + "'"}, "990001"),
        ({"sqlText": "SELECT " + "A(" * 9_000 + ")" * 9_000}, "990001"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_answer_an_odd_statement_with_its_error(
    shared: RunningAccount, token: str, body: dict[str, Any], code: str
) -> None:
    status, answer = send(shared, QUERY, body, token)
    assert (status, answer["success"], answer["code"]) == (200, False, code)
    assert answer["data"]["sqlState"]


@pytest.mark.parametrize("pack", [False, True])
def test_refuse_a_huge_body(shared: RunningAccount, pack: bool) -> None:
    body = b'{"a": "' + b"a" * wire.MOST_BODY + b'"}'
    status, answer = send(shared, LOGIN, gzip.compress(body) if pack else body)
    assert (status, answer["success"]) == (413, False)


@pytest.mark.parametrize("unknown", ["", "ses:none", "mas:none", "pat:none", "x" * 10_000, "\x80\xff"])
@pytest.mark.parametrize("path", [QUERY, "/session/heartbeat", "/session/token-request", "/session?delete=true"])
def test_answer_an_unknown_token(shared: RunningAccount, path: str, unknown: str) -> None:
    status, answer = send(shared, path, {}, unknown)
    assert status == 200
    assert answer["success"] or answer["code"] in ("390104", "390111", "390114")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7878", "", "a b"])
@pytest.mark.parametrize("path", [LOGIN, "/", "/token", "/api/v2/databases"])
def test_refuse_a_name_that_is_not_of_this_machine(shared: RunningAccount, path: str, host: str) -> None:
    connection = connect(shared)
    connection.request("GET", path, headers={"host": host})
    assert connection.getresponse().status in (400, 403)
    connection.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST", "local-dev.localhost:7878", "[::1]:7878"])
def test_answer_to_a_name_of_this_machine(shared: RunningAccount, host: str) -> None:
    connection = connect(shared)
    connection.request("GET", "/healthz", headers={"host": host})
    assert connection.getresponse().status == 200
    connection.close()


def test_refuse_more_sessions_than_there_may_be(account: RunningAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 3)
    tokens = [sign_in(account) for _ in range(3)]
    assert send(account, LOGIN, credentials(account))[1]["code"] == "990001"
    send(account, "/session?delete=true", {}, tokens[0])
    assert send(account, LOGIN, credentials(account))[1]["success"]


def test_forget_sessions_that_have_expired(account: RunningAccount) -> None:
    for _ in range(3):
        sign_in(account)
    found = account.account.model.sessions
    account.account.model.catalog.execute("UPDATE sessions SET token_expires = 0, master_expires = 0")
    for digest, (session, _) in list(found._open.items()):
        found._open[digest] = (session, 0.0)
    sign_in(account)
    assert len(found._open) == 1
    assert len(account.account.model.catalog.rows("SELECT id FROM sessions")) == 1


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
    assert sign_in(shared)
    for connection in idle:
        assert hung_up(connection)


def test_answer_a_body_that_never_ends_with_an_error(shared: RunningAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", shared.port), timeout=PATIENCE) as connection:
        head = f"POST {LOGIN} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n"
        connection.sendall(head.encode() + b'{"data"')
        assert connection.recv(100).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("head", [b"\0" * 100, b"GET\r\n\r\n", b"GET / HTTP/1.1\r\na: " + b"b" * 200_000 + b"\r\n\r\n"])
def test_answer_what_is_no_http_with_400(shared: RunningAccount, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", shared.port), timeout=PATIENCE) as connection:
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
    assert sign_in(shared)
