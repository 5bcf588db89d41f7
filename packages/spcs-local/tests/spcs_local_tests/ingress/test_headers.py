"""Which headers cross the ingress, and which do not."""

from __future__ import annotations

import pytest

from spcs_local.ingress.headers import SECURITY
from spcs_local_tests.ingress.served import Ingress
from spcs_local_tests.ingress.upstream import values


def test_service_never_sees_how_the_user_signed_in(ingress: Ingress) -> None:
    with ingress.client() as client:
        cookie = f"_xsrf=1; {ingress.cookie()}; other=2"
        got = client.get("/", headers={"Cookie": cookie}).json()["headers"]
        assert values(got, "cookie") == ["_xsrf=1; other=2"]
        header = {"Authorization": 'Snowflake Token="session-of-milvus-user"'}
        assert values(client.get("/", headers=header).json()["headers"], "authorization") == []
        own = {"Cookie": ingress.cookie(), "Authorization": "token of-the-service"}
        got = client.get("/", headers=own).json()["headers"]
        assert values(got, "authorization") == ["token of-the-service"]
        assert values(got, "cookie") == []


@pytest.mark.parametrize(
    "name", ["Sf-Context-Current-User", "sf_context_current_user", "SF-Context_Current-User-Token"]
)
def test_context_headers_cannot_be_forged(ingress: Ingress, name: str) -> None:
    with ingress.client() as client:
        headers = {
            "Cookie": ingress.cookie(),
            name: "ADMIN",
            "Connection": "Sf-Context-Current-User, Cookie, X-Hop",
            "X-Hop": "1",
        }
        got = client.get("/", headers=headers).json()["headers"]
    assert values(got, "sf-context-current-user") == ["MILVUS_USER"]
    assert "ADMIN" not in str(got)
    assert values(got, "x-hop") == []


def test_user_name_is_sent_in_one_line(ingress: Ingress) -> None:
    ingress.account.roles["É\r\nX-Injected: 1"] = ("MILVUS_ROLE",)
    ingress.account.tokens["odd"] = "É\r\nX-Injected: 1"
    with ingress.client() as client:
        got = client.get("/", headers={"Authorization": 'Snowflake Token="odd"'}).json()["headers"]
    assert values(got, "sf-context-current-user") == ["%C3%89%0D%0AX-Injected: 1"]


def test_answer_carries_the_security_headers(ingress: Ingress) -> None:
    with ingress.client() as client:
        answer = client.get("/cookie", headers={"Cookie": ingress.cookie()})
    for name, value in SECURITY:
        assert answer.headers.get_list(name.decode()) == [value.decode()]
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert "x-hop" not in answer.headers
    cookies = [line.split("=")[0] for line in answer.headers.get_list("set-cookie")]
    assert cookies == ["_xsrf", "second"]
