"""Sign-in, sign-out and who is let in."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from spcs_local_tests.ingress.served import Ingress, cookie_of, sign_in
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, OTHER_HOST, PASSWORD

EVIL_PATHS = ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "\\\\evil.example", "x",
              "/%0d%0aSet-Cookie: a=b\r\nX: y", "/sfc-endpoint/logout", ""]  # fmt: skip


def test_visit_leads_to_the_sign_in_page(ingress: Ingress) -> None:
    with ingress.client() as client:
        answer = client.get("/tree?a=b&c=d")
        assert answer.status_code == 302
        assert answer.headers["location"] == "/sfc-endpoint/login?return=%2Ftree%3Fa%3Db%26c%3Dd"
        page = client.get(answer.headers["location"])
    assert page.status_code == 200
    assert "MILVUS_DEMO.PUBLIC.JUPYTER" in page.text
    assert "LOCAL-DEV" in page.text
    for field in ("user", "password"):
        assert f'<label for="{field}">' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"


def test_milvus_user_is_let_in(ingress: Ingress) -> None:
    with ingress.client() as client:
        answer = sign_in(client, "milvus_user", PASSWORD, wanted="/tree?a=b")
        assert (answer.status_code, answer.headers["location"]) == (303, "/tree?a=b")
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("sfc-endpoint-session"))
        attributes = {part.strip().lower().split("=")[0] for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite", "max-age"} <= attributes
        assert "domain" not in attributes
        assert client.get("/tree", headers={"Cookie": cookie_of(answer)}).status_code == 200


@pytest.mark.parametrize(("user", "password"), [("MILVUS_USER", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_wrong_password_is_refused(ingress: Ingress, user: str, password: str) -> None:
    with ingress.client() as client:
        answer = sign_in(client, user, password)
    assert answer.status_code == 401
    assert "Incorrect username or password was specified." in answer.text
    assert 'role="alert"' in answer.text
    assert "sfc-endpoint-session" not in cookie_of(answer)


def test_user_without_service_role_is_refused(ingress: Ingress) -> None:
    with ingress.client() as client:
        answer = sign_in(client, "STRANGER", PASSWORD)
        assert answer.status_code == 403
        assert "User STRANGER may not use endpoint jupyter of service MILVUS_DEMO.PUBLIC.JUPYTER" in answer.text
        assert cookie_of(answer) == ""


def test_owner_is_let_in_without_service_role(ingress: Ingress) -> None:
    with ingress.client() as client:
        assert client.get("/", headers={"Cookie": ingress.cookie("OWNER")}).status_code == 200


@pytest.mark.parametrize("kind", ["DATABASE", "SCHEMA"])
def test_service_role_without_usage_is_refused(ingress: Ingress, kind: str) -> None:
    cookie = ingress.cookie()
    ingress.account.usage.remove(("MILVUS_ROLE", kind))
    with ingress.client() as client:
        assert client.get("/", headers={"Cookie": cookie}).status_code == 403


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


@pytest.mark.parametrize("path", EVIL_PATHS)
def test_sign_in_redirects_to_no_other_place(ingress: Ingress, path: str) -> None:
    with ingress.client() as client:
        by_page = sign_in(client, "MILVUS_USER", PASSWORD, wanted=path)
        by_form = sign_in(client, "MILVUS_USER", PASSWORD, **{"return": path})
    assert [(a.status_code, a.headers["location"]) for a in (by_page, by_form)] == [(303, "/")] * 2


def test_form_from_elsewhere_is_refused(ingress: Ingress) -> None:
    with ingress.client() as client:
        data = {"user": "MILVUS_USER", "password": PASSWORD, "form": "guessed", "return": "/"}
        without_page = client.post("/sfc-endpoint/login", data=data)
        assert without_page.status_code == 401
        assert "sfc-endpoint-session" not in cookie_of(without_page)
        forged = client.post("/sfc-endpoint/login", data=data, headers={"Origin": "http://evil.example"})
        assert forged.status_code == 403
        mismatch = client.post("/sfc-endpoint/login", data=data, headers={"Cookie": "sfc-endpoint-form=other"})
        assert mismatch.status_code == 401


def test_open_page_stays_good_when_another_opens(ingress: Ingress) -> None:
    with ingress.client() as client:
        cookie = cookie_of(client.get("/sfc-endpoint/login"))
        icon = client.get("/sfc-endpoint/login?return=/favicon.ico", headers={"Cookie": cookie})
        planted = client.get("/sfc-endpoint/login", headers={"Cookie": "sfc-endpoint-form=planted"})
    assert cookie_of(icon) == cookie
    assert cookie_of(planted) != "sfc-endpoint-form=planted"


def test_huge_form_is_refused(ingress: Ingress) -> None:
    with ingress.client() as client:
        assert client.post("/sfc-endpoint/login", data={"user": "x" * 100_000}).status_code == 413


def test_page_escapes_what_was_typed(ingress: Ingress) -> None:
    with ingress.client() as client:
        answer = sign_in(client, '"><script>alert(1)</script>', "wrong", **{"return": '/"><script>'})
    assert "<script>" not in answer.text


def test_logout_ends_the_session(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    with ingress.client() as client:
        answer = client.get("/sfc-endpoint/logout", headers={"Cookie": cookie})
        assert answer.status_code == 200
        assert 'sfc-endpoint-session=""' in answer.headers["set-cookie"]
        assert client.get("/", headers={"Cookie": cookie}).status_code == 302


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


def test_unsafe_request_without_sign_in_is_refused(ingress: Ingress) -> None:
    with ingress.client() as client:
        assert client.post("/api/kernels").status_code == 401
        assert client.get("/", headers={"Authorization": "Snowflake nonsense"}).status_code == 302


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
