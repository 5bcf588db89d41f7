"""What the ingress refuses before it asks who is there."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message

from spcs_local.ingress import build_app
from spcs_local_tests.ingress.served import Ingress, raw
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, StubAccount, StubEndpoint, StubTargets


@pytest.mark.parametrize("line", ["TRACE / HTTP/1.1", "CONNECT example.com:443 HTTP/1.1"])
def test_trace_and_connect_are_refused(ingress: Ingress, line: str) -> None:
    assert raw(ingress, line).startswith("HTTP/1.1 405")


def test_unsafe_request_without_sign_in_is_refused(ingress: Ingress) -> None:
    with ingress.client() as client:
        assert client.post("/api/kernels").status_code == 401
        assert client.get("/", headers={"Authorization": "Snowflake nonsense"}).status_code == 302


def test_client_that_leaves_within_its_form_is_no_mistake_of_the_ingress() -> None:
    account, targets = StubAccount(), StubTargets()
    targets.change(JUPYTER_HOST, StubEndpoint("127.0.0.1", 1))
    sent: list[Message] = []
    headers = {"host": JUPYTER_HOST, "content-length": "100", "content-type": "application/x-www-form-urlencoded"}
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": "/sfc-endpoint/login",
        "raw_path": b"/sfc-endpoint/login",
        "query_string": b"",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def leave() -> Message:
        return {"type": "http.disconnect"}

    async def keep(message: Message) -> None:
        sent.append(message)

    asyncio.run(build_app(account, targets)(scope, leave, keep))
    assert sent == []
