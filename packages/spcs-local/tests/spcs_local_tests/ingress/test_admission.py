"""Who is let through to an endpoint, and to which."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from spcs_local_tests.ingress.served import Ingress
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, OTHER_HOST


def test_access_is_decided_on_every_request(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    with ingress.client() as client:
        assert client.get("/", headers={"Cookie": cookie}).status_code == 200
        ingress.account.roles["MILVUS_USER"] = ("PUBLIC",)
        assert client.get("/", headers={"Cookie": cookie}).status_code == 403
        del ingress.account.roles["MILVUS_USER"]
        assert client.get("/", headers={"Cookie": cookie}).status_code == 302


def test_cookie_of_another_service_is_refused(ingress: Ingress) -> None:
    cookie = ingress.cookie(host=OTHER_HOST)
    with ingress.client(OTHER_HOST) as other, ingress.client(JUPYTER_HOST) as jupyter:
        assert other.get("/", headers={"Cookie": cookie}).status_code == 200
        assert jupyter.get("/", headers={"Cookie": cookie}).status_code == 302


@pytest.mark.parametrize("header", ['Snowflake Token="{}"', 'snowflake token="{}"', 'Snowflake  Token = "{}"'])
def test_program_is_let_in_by_token(ingress: Ingress, header: str) -> None:
    with ingress.client() as client:
        good = client.get("/", headers={"Authorization": header.format("session-of-milvus-user")})
        assert good.status_code == 200
        bad = client.get("/", headers={"Authorization": header.format("gone")})
        assert (bad.status_code, "Session no longer exists" in bad.text) == (401, True)


def test_token_of_a_user_without_service_role_is_refused(ingress: Ingress) -> None:
    ingress.account.tokens["stranger"] = "STRANGER"
    with ingress.client() as client:
        answer = client.get("/", headers={"Authorization": 'Snowflake Token="stranger"'})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "host", ["nothere-local-dev.localhost", "127.0.0.1", "a.b.localhost", "abc123-local-dev.evil.example"]
)
def test_unknown_host_is_not_found(ingress: Ingress, host: str) -> None:
    with ingress.client(host) as client:
        assert client.get("/").status_code == 404


def test_stopped_service_is_unavailable(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    ingress.targets.stop(JUPYTER_HOST, "PENDING")
    with ingress.client() as client:
        answer = client.get("/", headers={"Cookie": cookie})
    assert answer.status_code == 503
    assert "MILVUS_DEMO.PUBLIC.JUPYTER is PENDING" in answer.text
    assert ingress.targets.woken == []


def test_endpoint_whose_owner_may_not_bind_it_is_not_served(ingress: Ingress) -> None:
    endpoint = ingress.targets.endpoint(JUPYTER_HOST.split(".")[0])
    assert endpoint is not None
    ingress.targets.change(JUPYTER_HOST, replace(endpoint, bound=False, status="SUSPENDED"))
    with ingress.client() as client:
        answer = client.get("/", headers={"Cookie": ingress.cookie()})
    assert (answer.status_code, "has lost BIND SERVICE ENDPOINT" in answer.text) == (403, True)
    assert ingress.targets.woken == []


def test_suspended_service_is_woken_if_it_may_be(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    with ingress.client() as client:
        ingress.targets.stop(JUPYTER_HOST, "SUSPENDED", auto_resume=False)
        assert client.get("/", headers={"Cookie": cookie}).status_code == 503
        assert ingress.targets.woken == []
        ingress.targets.stop(JUPYTER_HOST, "SUSPENDED")
        assert client.get("/").status_code == 302
        assert ingress.targets.woken == []
        answer: httpx.Response = client.get("/", headers={"Cookie": cookie})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert ingress.targets.woken == ["MILVUS_DEMO.PUBLIC.JUPYTER"]
