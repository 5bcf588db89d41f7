"""What crosses the ingress over HTTP, and what does not."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator

from spcs_local_tests.ingress.served import Ingress, raw
from spcs_local_tests.ingress.stubs import JUPYTER_HOST
from spcs_local_tests.ingress.upstream import BIG, values
from spcs_local_tests.memory import LARGE, bounded


def test_request_reaches_the_service_as_sent(ingress: Ingress) -> None:
    with ingress.client() as client:
        url = f"http://127.0.0.1:{ingress.port}/api/a%2Fb/%C3%A9?x=1&y=%20"
        got = client.patch(url, content="body", headers={"Cookie": ingress.cookie(), "X-XSRFToken": "t"}).json()
    assert (got["method"], got["target"], got["body"]) == ("PATCH", "/api/a%2Fb/%C3%A9?x=1&y=%20", "body")
    assert values(got["headers"], "host") == [JUPYTER_HOST]
    assert values(got["headers"], "x-xsrftoken") == ["t"]


def test_ingress_keeps_no_cookie_of_a_service(ingress: Ingress) -> None:
    with ingress.client() as client:
        cookie = ingress.cookie()
        client.get("/cookie", headers={"Cookie": cookie})
        client.cookies.clear()
        got = client.get("/", headers={"Cookie": cookie}).json()["headers"]
    assert values(got, "cookie") == []


def test_bodies_stream_both_ways(ingress: Ingress) -> None:
    content = bytes(range(256)) * (BIG // 256)

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(content), 65536):
            yield content[start : start + 65536]

    cookie = {"Cookie": ingress.cookie()}
    with ingress.client() as client:
        expected = hashlib.sha256(content).hexdigest()
        assert client.post("/upload", content=chunks(), headers=cookie).text == expected
        assert client.put("/upload", content=content, headers=cookie).text == expected
        assert len(client.get("/stream", headers=cookie).content) == BIG


def test_bodies_are_held_piece_by_piece(ingress: Ingress) -> None:
    cookie = {"Cookie": ingress.cookie()}
    with ingress.client() as client:
        client.get("/", headers=cookie)
        with bounded():
            client.post("/upload", content=(bytes(65536) for _ in range(LARGE // 65536)), headers=cookie)
            with client.stream("GET", f"/stream?{LARGE}", headers=cookie) as answer:
                assert sum(map(len, answer.iter_raw())) == LARGE


def test_redirect_of_a_service_is_the_clients(ingress: Ingress) -> None:
    with ingress.client() as client:
        answer = client.get("/moved", headers={"Cookie": ingress.cookie()})
        assert (answer.status_code, answer.headers["location"]) == (302, "/elsewhere")
        assert client.head("/", headers={"Cookie": ingress.cookie()}).status_code == 200


def test_absolute_target_is_refused(ingress: Ingress) -> None:
    line = "GET http://127.0.0.1:1/ HTTP/1.1"
    assert raw(ingress, line, 'Authorization: Snowflake Token="session-of-milvus-user"').startswith("HTTP/1.1 400")


def test_dead_port_of_a_service_is_a_bad_gateway(ingress: Ingress) -> None:
    endpoint = ingress.targets.endpoints[JUPYTER_HOST.split(".")[0]]
    # taken, so that nobody else gets it, and not listened on
    with socket.socket() as silent, ingress.client() as client:
        silent.bind(("127.0.0.1", 0))
        ingress.targets.change(JUPYTER_HOST, type(endpoint)(*silent.getsockname()))
        answer = client.get("/", headers={"Authorization": 'Snowflake Token="session-of-milvus-user"'})
    assert (answer.status_code, "does not answer on its port" in answer.text) == (502, True)
