"""What the ingress refuses before it asks who is there."""

from __future__ import annotations

import pytest

from spcs_local_tests.ingress.served import Ingress, raw


@pytest.mark.parametrize("line", ["TRACE / HTTP/1.1", "CONNECT example.com:443 HTTP/1.1"])
def test_trace_and_connect_are_refused(ingress: Ingress, line: str) -> None:
    assert raw(ingress, line).startswith("HTTP/1.1 405")


def test_unsafe_request_without_sign_in_is_refused(ingress: Ingress) -> None:
    with ingress.client() as client:
        assert client.post("/api/kernels").status_code == 401
        assert client.get("/", headers={"Authorization": "Snowflake nonsense"}).status_code == 302
