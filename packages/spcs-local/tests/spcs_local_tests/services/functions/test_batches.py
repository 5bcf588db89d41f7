"""Rows to a service and back: within a time and a size, and nothing else than what was asked for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from spcs_local.services.functions import batches
from spcs_local.services.functions.batches import Batch, BatchFailedError, PassingError, Target
from spcs_local_tests.services.functions.answering import Endpoint, answering, data


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with answering() as found:
        yield found


def batch(port: int, *values: object, seconds: float = 30) -> Batch:
    return Batch(Target("F", "127.0.0.1", port, "/f?x=1"), [[value] for value in values], {"sf-x": "y"}, seconds)


def test_results_come_in_the_order_of_the_rows(endpoint: Endpoint) -> None:
    endpoint.answer = lambda rows: (200, data([[row[0], row[1] * 2] for row in reversed(rows)]))
    assert batch(endpoint.port, 1, 2, 3).send() == [2, 4, 6]
    [(path, headers, rows)] = endpoint.asked
    assert (path, headers["sf-x"], headers["content-type"]) == ("/f?x=1", "y", "application/json")
    assert rows == [[0, 1], [1, 2], [2, 3]]


@pytest.mark.parametrize(
    ("status", "text", "problem"),
    [
        (500, b"", "status 500"),
        (404, b"nothing here", "status 404: nothing here"),
        (200, b"no JSON", "the answer is not"),
        (200, b"[" * 100_000, "the answer is not"),
        (200, b"[]", "the answer is not"),
        (200, b'{"data": [[0, 1]]}', "has not each of 2 rows once"),
        (200, b'{"data": [[0, 1], [0, 2]]}', "has not each of 2 rows once"),
        (200, b'{"data": [[0, 1], [true, 2]]}', "has not each of 2 rows once"),
        (200, b'{"data": [[0, 1], [1, 2], [2, 3]]}', "has not each of 2 rows once"),
    ],
)
def test_other_answers_are_refused(endpoint: Endpoint, status: int, text: bytes, problem: str) -> None:
    endpoint.answer = lambda _rows: (status, text)
    with pytest.raises(BatchFailedError, match=problem) as caught:
        batch(endpoint.port, 1, 2).send()
    assert isinstance(caught.value, PassingError) == (status == 500)


def test_answer_has_a_size(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_BYTES", 100)
    endpoint.answer = lambda _rows: (200, b" " * 200)
    with pytest.raises(BatchFailedError, match="an answer of more than"):
        batch(endpoint.port, 1).send()


@pytest.mark.parametrize("stopped", [False, True])
def test_answer_has_a_time_however_slowly_it_comes(stopped: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sent = batch(listener.getsockname()[1], 1, seconds=30 if stopped else 0.3)
        ended, over = threading.Event(), threading.Event()

        def dribble() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                over.set()
                try:
                    while not ended.wait(0.01):
                        connection.sendall(b" ")
                except OSError:
                    pass

        thread = threading.Thread(target=dribble)
        thread.start()
        if stopped:
            threading.Thread(target=lambda: sent.stop() if over.wait() else None).start()
        try:
            with pytest.raises(PassingError, match="no answer"):
                sent.send()
        finally:
            ended.set()
            thread.join()


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(PassingError, match="no answer\\."):
        batch(port, 1).send()


def test_ask_nothing_once_it_is_stopped() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        sent = batch(silent.getsockname()[1], 1)
        sent.stop()
        with pytest.raises(PassingError, match=r"no answer\."):
            sent.send()
