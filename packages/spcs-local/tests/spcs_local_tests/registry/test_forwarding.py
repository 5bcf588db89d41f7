"""Blobs pass through the front in pieces, at the pace of the slower end, as the registry's protocol has it."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from devkit.testing.waiting import PATIENCE, until
from spcs_local.registry import Registry, forwarding, front
from spcs_local_tests.memory import LARGE, bounded
from spcs_local_tests.registry.conftest import served
from spcs_local_tests.registry.pusher import PATH, Pusher, digest_of
from spcs_local_tests.registry.stub import WRITER, StubAccount

IMAGE = f"{PATH}/milvus"
UPLOADS = f"/v2/{IMAGE}/blobs/uploads/"
_PIECE = bytes(64 * 1024)


@pytest.fixture
def http(registry: Registry, pusher: Pusher) -> Iterator[httpx.Client]:
    """A client that may push."""
    token = pusher.token(UPLOADS, f"repository:{IMAGE}:pull,push", WRITER)
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"http://{registry.host}", headers=headers, timeout=PATIENCE, trust_env=False) as client:
        yield client


def large() -> Iterator[bytes]:
    """A blob, in pieces."""
    return (_PIECE for _ in range(LARGE // len(_PIECE)))


def digest() -> str:
    """Of the large blob."""
    found = hashlib.sha256()
    for piece in large():
        found.update(piece)
    return f"sha256:{found.hexdigest()}"


def push(http: httpx.Client, content: bytes | Iterator[bytes], name: str, headers: dict[str, str]) -> str:
    """A blob as Docker sends it: begun, patched, ended; where it is."""
    place = http.post(UPLOADS).headers["Location"]
    patched = http.patch(place, content=content, headers=headers)
    assert patched.status_code == 202
    ended = http.put(httpx.URL(patched.headers["Location"]).copy_merge_params({"digest": name}))
    assert ended.status_code == 201
    return str(ended.headers["Location"])


def test_large_blob_is_never_held(http: httpx.Client) -> None:
    name, length = digest(), {"Content-Length": str(LARGE)}
    with bounded():
        place = push(http, large(), name, length)
        with http.stream("GET", place) as answer:
            assert sum(len(piece) for piece in answer.iter_raw(len(_PIECE))) == LARGE
    assert answer.headers["Docker-Content-Digest"] == name


def test_chunks_ranges_and_heads_pass(http: httpx.Client, registry: Registry) -> None:
    content = b"0123456789" * 1000
    place = push(http, iter([content[:7], content[7:]]), digest_of(content), {})
    assert place.startswith(f"http://{registry.host}/v2/{IMAGE}/blobs/")
    head = http.head(place)
    assert (head.headers["Content-Length"], head.content) == (str(len(content)), b"")
    part = http.get(place, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, content[:10])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(content)}"
    assert http.get(place, headers={"If-None-Match": head.headers["ETag"]}).status_code == 304
    assert http.get(f"/v2/{IMAGE}/blobs/{digest_of(b'none')}").status_code == 404


def test_length_beside_chunks_is_none(http: httpx.Client) -> None:
    content = b"x" * 100
    push(http, iter([content]), digest_of(content), {"Transfer-Encoding": "chunked", "Content-Length": "3"})


def test_body_that_waits_for_leave_gets_it(http: httpx.Client, registry: Registry) -> None:
    place = http.post(UPLOADS).headers["Location"]
    with closing(open_request(registry, http, "PATCH", place, "Content-Length: 5\r\nExpect: 100-continue")) as opened:
        assert opened.recv(1000).startswith(b"HTTP/1.1 100 ")
        opened.sendall(b"hello")
        assert opened.recv(1000).startswith(b"HTTP/1.1 202 ")


def open_request(
    registry: Registry, http: httpx.Client, method: str, place: str, more: str = "X-A: b"
) -> socket.socket:
    """A connection that has sent a request's head, and takes little of its answer."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
    opened.settimeout(PATIENCE)
    opened.connect(("127.0.0.1", registry.port))
    path = place.removeprefix(f"http://{registry.host}")
    head = f"{method} {path} HTTP/1.1\r\nHost: {registry.host}\r\n{more}\r\n"
    opened.sendall(f"{head}Authorization: {http.headers['Authorization']}\r\n\r\n".encode())
    return opened


def test_slow_client_makes_the_registry_wait(http: httpx.Client, registry: Registry) -> None:
    place = push(http, large(), digest(), {"Content-Length": str(LARGE)})
    with bounded(), closing(open_request(registry, http, "GET", place)) as slow:
        assert slow.recv(1000).startswith(b"HTTP/1.1 200 ")
        assert http.head(place).is_success
        rest = LARGE
        while rest > LARGE // 2:
            rest -= len(slow.recv(65536))


def test_client_that_takes_nothing_is_cut_off(
    http: httpx.Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = push(http, large(), digest(), {"Content-Length": str(LARGE)})
    whole, lose = list[bool](), front.ClientEnd.connection_lost

    def lost(end: front.ClientEnd, error: Exception | None) -> None:
        whole.append(end.cycle.response_complete)
        lose(end, error)

    monkeypatch.setattr(front.ClientEnd, "connection_lost", lost)
    monkeypatch.setattr(forwarding, "IDLE_SECONDS", 0.2)
    with closing(open_request(registry, http, "GET", place)):
        until(lambda: False in whole, "the end of a connection amid its answer")
    assert http.head(place).is_success


def test_client_that_leaves_within_its_body_leaves_nothing_behind(http: httpx.Client, registry: Registry) -> None:
    place = http.post(UPLOADS).headers["Location"]
    for method, more in (("PATCH", "Content-Length: 1000000"), ("PATCH", "Transfer-Encoding: chunked")):
        opened = open_request(registry, http, method, place, more)
        opened.sendall(b"4\r\nabcd\r\n" if "chunked" in more else b"x" * 1000)
        opened.close()
    content = b"and then"
    push(http, content, digest_of(content), {})


def test_stop_waits_for_no_pull(binary: Path, stub_account: StubAccount, tmp_path: Path) -> None:
    with served(binary, stub_account, tmp_path) as registry:
        address = f"http://{registry.host}"
        with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client:
            token = Pusher(client).token(UPLOADS, f"repository:{IMAGE}:pull,push", WRITER)
            client.headers["Authorization"] = f"Bearer {token}"
            place = push(client, large(), digest(), {"Content-Length": str(LARGE)})
            slow = open_request(registry, client, "GET", place)
            slow.recv(1000)
    with closing(slow):
        assert registry.pid is None
        rest = LARGE
        while piece := slow.recv(65536):
            rest -= len(piece)
    assert rest > 0
