"""Who is at the page: signed in, from this machine, from the page itself."""

from __future__ import annotations

import httpx
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local.ingress.sessions import Sessions
from spcs_local.page import page_routes
from spcs_local.page.admission import PageAdmission
from spcs_local.sockets import unix_socket_path
from spcs_local_tests.page.conftest import Page, cookie_of, sign_in
from spcs_local_tests.page.reading import PATHS


def test_cookie_is_opaque_and_this_host_s_alone(page: Page) -> None:
    with page.client() as client:
        answer = sign_in(client, "ADMIN", page.account.password)
    name, *attributes = (part.strip() for part in answer.headers["set-cookie"].split(";"))
    assert name.startswith(f"milvus-spcs-account-{page.account.port}=")
    assert "ADMIN" not in name
    lowered = {attribute.lower() for attribute in attributes}
    assert {"httponly", "samesite=strict", "max-age=28800", "path=/"} <= lowered
    assert not any(attribute.startswith("domain") for attribute in lowered)


def test_cookie_is_not_good_under_another_name(page: Page) -> None:
    with page.signed_in() as client, page.client("localhost") as other:
        cookie = cookie_of(client)
        assert "Services" in client.get("/").text
        assert other.get("/page/content", headers=cookie).status_code == 401


def test_sign_out_ends_the_session(page: Page) -> None:
    with page.signed_in() as client:
        cookie = cookie_of(client)
        answer = client.post("/page/sign-out")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert client.get("/page/content", headers=cookie).status_code == 401


def test_session_expires(page: Page) -> None:
    now = 0.0
    admission = PageAdmission(page.account.account, Sessions(clock=lambda: now))
    page.account.composition.app.router.routes[:0] = page_routes(page.account.account, admission)
    with page.signed_in() as client:
        now = 8 * 3600 - 1.0
        assert client.get("/page/content").status_code == 200
        now = 8 * 3600.0
        assert client.get("/page/content").status_code == 401


def test_other_names_are_refused(page: Page) -> None:
    with page.signed_in() as client:
        for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "x:80", ""):
            answers = [client.get(path, headers={"Host": host, **cookie_of(client)}) for path in PATHS]
            assert {answer.status_code for answer in answers} == {403}, host


def test_services_are_refused(page: Page) -> None:
    """What comes through the Unix socket comes from a service's relay."""
    server = str(unix_socket_path(page.account.settings))
    with httpx.Client(
        transport=httpx.HTTPTransport(uds=server), base_url="http://localhost", timeout=PATIENCE
    ) as client:
        assert client.get("/healthz").status_code == 200
        assert {client.get(path).status_code for path in PATHS} == {403}


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", None])
def test_forms_of_other_pages_are_refused(page: Page, origin: str | None) -> None:
    data = {"user": "ADMIN", "password": page.account.password}
    with page.signed_in() as client:
        del client.headers["origin"]
        for path in ("/page/sign-in", "/page/sign-out"):
            answer = client.post(path, data=data, headers={"Origin": origin} if origin else {})
            assert answer.status_code == 403
        assert client.get("/page/content").status_code == 200
