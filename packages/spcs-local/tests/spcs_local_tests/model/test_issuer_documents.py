"""Documents of issuers, and what stands in their place."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from spcs_local.model import issuer_documents
from spcs_local.model.issuer_documents import IssuerError, fetch, may_follow, may_issue

Serve = Callable[[bytes], str]
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Says one thing to who asks at the address it gives, and then no more until the test is over."""
    over = threading.Event()
    threads = []

    def start(answer: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))

        def run() -> None:
            with listener, listener.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(answer)
                connection.shutdown(socket.SHUT_WR) if b"close" in answer else over.wait()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/x"

    yield start
    over.set()
    for thread in threads:
        thread.join()


def test_fetch_reads_an_object(serve: Serve) -> None:
    assert fetch(serve(HEAD + b"\r\n" + b'{"keys": []}')) == {"keys": []}


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_fetch_of_anything_else_fails(serve: Serve, content: bytes) -> None:
    with pytest.raises(IssuerError, match="is no JSON object"):
        fetch(serve(HEAD + b"\r\n" + content))


def test_fetch_of_too_much_fails(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuer_documents, "LARGEST_BYTES", 1024)
    with pytest.raises(IssuerError, match="is larger than 1 KB"):
        fetch(serve(HEAD + b"\r\n" + b" " * 1025))


def test_fetch_of_what_takes_too_long_fails(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuer_documents, "DEADLINE_SECONDS", 0.2)
    with pytest.raises(IssuerError, match="did not answer within 0 s"):
        fetch(serve(b"HTTP/1.1 200 OK\r\n"))


def test_fetch_follows_nobody(serve: Serve) -> None:
    answer = b"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: http://127.0.0.1:1/\r\n\r\n"
    with pytest.raises(IssuerError, match="answers with status 302"):
        fetch(serve(answer))


def test_fetch_from_nobody_fails() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(IssuerError, match="cannot be fetched"):
        fetch(f"http://127.0.0.1:{port}/x")


@pytest.mark.parametrize(
    "url", ["https://i", "https://i:8443/a/b", "http://127.0.0.1:8", "http://localhost/a", "http://[::1]:8"]
)
def test_https_and_loopback_may_issue(url: str) -> None:
    assert may_issue(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "i",
        "http://i",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "https://user@i",
        "https:///a",
        "https://i:port",
        "https://i a",
        "https://i\n",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        f"https://i/{'a' * 2048}",
    ],
)
def test_others_may_not_issue(url: str) -> None:
    assert not may_issue(url)


def test_nobody_from_elsewhere_sends_to_loopback() -> None:
    assert may_follow("https://keys", "https://i")
    assert may_follow("http://127.0.0.1:8/keys", "http://127.0.0.1:9")
    assert not may_follow("http://127.0.0.1:8/keys", "https://i")
    assert not may_follow("http://keys", "http://127.0.0.1:9")
