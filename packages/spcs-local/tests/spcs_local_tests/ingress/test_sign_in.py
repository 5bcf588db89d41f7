"""Sign-in, sign-out and who is let in."""

from __future__ import annotations

import pytest

from spcs_local_tests.ingress.served import Ingress, cookie_of, sign_in
from spcs_local_tests.ingress.stubs import PASSWORD

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


def test_logout_ends_the_session(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    with ingress.client() as client:
        answer = client.get("/sfc-endpoint/logout", headers={"Cookie": cookie})
        assert answer.status_code == 200
        assert 'sfc-endpoint-session=""' in answer.headers["set-cookie"]
        assert client.get("/", headers={"Cookie": cookie}).status_code == 302
