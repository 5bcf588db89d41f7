"""Bodies that are no request: each is answered with an error, and the account goes on."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import time
import urllib.request
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection
from starlette.requests import Request
from starlette.types import Message

from devkit.testing.waiting import PATIENCE
from spcs_local.budget import Budget
from spcs_local.routes import bodies
from spcs_local.routes.bodies import MOST_BODY, SMALL_BODY, Bodies
from spcs_local_tests.bare_http import LOGIN, QUERY, credentials, post, send
from spcs_local_tests.running import RunningAccount

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "x-gzip", "gzip, gzip", "gzip, br"])
@pytest.mark.parametrize("path", [LOGIN, "/session/token-request"])
def test_body_of_an_unknown_encoding_is_refused(shared: RunningAccount, path: str, encoding: str) -> None:
    status, answer = send(shared, path, credentials(shared), content_encoding=encoding)
    assert (status, answer["success"]) == (415, False)
    assert f"'{encoding}'; expected gzip" in answer["message"]


def request_of(body: bytes) -> Request:
    """A request whose body is there."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(
        {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", b"application/json")]}, receive
    )


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
        b'{"data": {"LOGIN_NAME": "\\uDC00"}}',
        b'{"data": {"LOGIN_NAME": "\xed\xa0\x80"}}',
        '{"data": {}}'.encode("utf-16"),
        b'{"data": {"LOGIN_NAME": NaN}}',
        b'{"a": ' * 10_000 + b"1" + b"}" * 10_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
        gzip.compress(b'{"data": {}}', mtime=0)[:-4],
        gzip.compress(b'{"data": {}}', mtime=0)[:12],
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


@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize(("path", "most"), [(LOGIN, SMALL_BODY), (QUERY, MOST_BODY), ("/api/v2/databases", SMALL_BODY)])
def test_refuse_a_huge_body(shared: RunningAccount, token: str, path: str, most: int, pack: bool) -> None:
    body = b'{"a": "' + b"a" * most + b'"}'
    status, answer = send(shared, path, gzip.compress(body) if pack else body, token if path == QUERY else "")
    assert (status, answer["code"]) == (413, "390000")
    assert answer["message"] == f"Bad request: the body is larger than {most // 1024:,} KB."


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [("[" + "[]," * 2_000 + "1]", 413, "1,000 values"), ('{"a":' * 70 + "1" + "}" * 70, 400, "nested too deep")],
    ids=["values", "depth"],
)
def test_refuse_a_body_of_too_many_values_or_too_deep(
    shared: RunningAccount, monkeypatch: pytest.MonkeyPatch, text: str, status: int, message: str
) -> None:
    monkeypatch.setattr(bodies, "MOST_NODES", 1_000)
    refused, answer = send(shared, LOGIN, gzip.compress(f'{{"data": {text}}}'.encode()))
    assert (refused, answer["success"]) == (status, False)
    assert message in answer["message"]


def test_take_any_text_within_a_body(shared: RunningAccount, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_NODES", 1_000)
    text = '[{":,' * 400 + '\\"'
    answer = post(shared, QUERY, {"sqlText": "SELECT ?", "bindings": {"1": {"type": "TEXT", "value": text}}}, token)
    assert answer["data"]["rowset"] == [[text]]


@pytest.mark.parametrize("text", [b'"' + b'\\"' * 500_000, b'"a' * 500_000, b'"' + b"\\" * 999_999])
def test_weigh_any_text_in_linear_time(text: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(bodies.BadRequestError, match="nested"):
        bodies.weight_of(b"[" * 100 + text)
    assert time.process_time() - begun < 60


def test_refuse_what_all_requests_together_may_not_hold() -> None:
    large, budget = json.dumps({"a": "x" * 100_000}).encode(), Budget(1_000_000, 401_000)

    async def hold() -> None:
        read = Bodies(budget)
        async with read.of(request_of(large)):
            with pytest.raises(bodies.BadRequestError, match="too many requests") as caught:
                async with read.of(request_of(large)):
                    pass
            assert caught.value.status == 503
            for small in (b'{"small": 1}', gzip.compress(b'{"small": 1}')):
                async with read.of(request_of(small)) as taken:
                    assert taken == {"small": 1}
        async with read.of(request_of(large)) as again:
            assert again == json.loads(large)

    asyncio.run(hold())


def test_answer_a_body_that_never_ends_with_an_error(shared: RunningAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", shared.port), timeout=PATIENCE) as connection:
        head = f"POST {LOGIN} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n"
        connection.sendall(head.encode() + b'{"data"')
        assert connection.recv(100).startswith(b"HTTP/1.1 408 ")


def test_malformed_body_is_a_bad_request(account: RunningAccount) -> None:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(account.url + LOGIN, b"{not json", headers)  # noqa: S310 - loopback
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=PATIENCE)  # noqa: S310 - loopback
    assert caught.value.code == 400
    caught.value.close()


@pytest.mark.parametrize("line", [f"POST {LOGIN}", f"POST {QUERY}", "PUT /transfer/{secret}/x"])
def test_client_that_leaves_within_its_body_is_no_mistake_of_the_account(
    account: RunningAccount, stage: SnowflakeConnection, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    [found] = account.account.model.objects.list("STAGE")
    secret = account.account.model.transfers.issue(found.id, "x", write=True, keep=True)
    request = f"{line.format(secret=secret)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc"
    with socket.create_connection(("127.0.0.1", account.port)) as client:
        client.sendall(request.encode())
    account.stop()  # once every request is over
    assert "ClientDisconnect" not in caplog.text
    del stage


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "text/plain;application/json"])
@pytest.mark.parametrize("path", [LOGIN, QUERY, "/session/token-request", "/api/v2/databases"])
def test_refuse_a_body_that_pages_of_elsewhere_could_send(shared: RunningAccount, path: str, kind: str) -> None:
    status, answer = send(shared, path, credentials(shared), content_type=kind)
    assert (status, answer["code"]) == (415, "390000")
    assert answer["message"].endswith("expected application/json.")


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
def test_take_json_as_it_is_called(shared: RunningAccount, kind: str) -> None:
    assert send(shared, LOGIN, credentials(shared), content_type=kind)[1]["success"]
