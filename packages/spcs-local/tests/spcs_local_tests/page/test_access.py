"""Who gets to see the page, and from where."""

from __future__ import annotations

import httpx
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local.ingress.sessions import Sessions
from spcs_local.page import page_routes
from spcs_local.page.admission import PageAdmission
from spcs_local.sockets import unix_socket_path
from spcs_local_tests.page.conftest import USER_PASSWORD, Page, cookie_of, sign_in
from spcs_local_tests.running import rows

PATHS = ["/", "/page/content", "/page/page.css", "/page/page.js"]


def test_visit_shows_the_sign_in_form(page: Page) -> None:
    with page.client() as client:
        answer = client.get("/")
    assert answer.status_code == 200
    for field in ("user", "password"):
        assert f'<label for="{field}">' in answer.text
    assert "LOCAL-DEV" in answer.text
    assert "SVC" not in answer.text


@pytest.mark.parametrize(("user", "password"), [("ADMIN", "wrong"), ("nobody", "wrong"), ("", "")])
def test_wrong_password_is_refused(page: Page, user: str, password: str) -> None:
    with page.client() as client:
        answer = sign_in(client, user, password)
    assert answer.status_code == 401
    assert "Incorrect username or password was specified." in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("user", ["admin", "SECOND"])
def test_holder_of_accountadmin_is_let_in(page: Page, user: str) -> None:
    with page.client() as client:
        answer = sign_in(client, user, USER_PASSWORD if user == "SECOND" else page.account.password)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        shown = client.get("/")
    assert shown.status_code == 200
    assert f"Signed in as {user.upper()}, ACCOUNTADMIN" in shown.text


def test_anyone_else_is_refused(page: Page) -> None:
    with page.client() as client:
        answer = sign_in(client, "GUEST_USER", USER_PASSWORD)
        assert answer.status_code == 403
        assert "User GUEST_USER does not hold ACCOUNTADMIN" in answer.text
        assert "set-cookie" not in answer.headers
        assert "Sign in to the account" in client.get("/").text


def test_access_token_is_refused(page: Page) -> None:
    with page.account.connect(role="ACCOUNTADMIN") as connection:
        made = rows(connection, "ALTER USER SECOND ADD PROGRAMMATIC ACCESS TOKEN T ROLE_RESTRICTION = 'PUBLIC'")
    with page.client() as client:
        answer = sign_in(client, "SECOND", made[0]["token_secret"])
    assert answer.status_code == 401
    assert "Programmatic access tokens are for programs" in answer.text


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


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("REVOKE ROLE ACCOUNTADMIN FROM USER SECOND", 403),
        ("ALTER USER SECOND SET DISABLED = TRUE", 401),
        ("DROP USER SECOND", 401),
    ],
)
def test_revoke_works_at_once(page: Page, statement: str, status: int) -> None:
    with page.signed_in("SECOND", USER_PASSWORD) as client:
        assert client.get("/page/content").status_code == 200
        page.sql(statement)
        assert client.get("/page/content").status_code == status
        assert "Services" not in client.get("/").text


def test_session_expires(page: Page) -> None:
    now = 0.0
    gate = PageAdmission(page.account.account, Sessions(clock=lambda: now))
    page.account.composition.app.router.routes[:0] = page_routes(page.account.account, gate)
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


def test_huge_form_is_refused(page: Page) -> None:
    with page.client() as client:
        assert sign_in(client, "x" * 100_000, "").status_code == 413


def test_nothing_else_can_be_asked(page: Page) -> None:
    with page.signed_in() as client:
        for path in PATHS:
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                assert client.request(method, path).status_code == 405
        for path in ("/page/sign-in", "/page/sign-out"):
            assert client.get(path).status_code == 405
        assert client.get("/page/%2e%2e/account.sqlite").status_code == 404


def test_every_answer_is_strict(page: Page) -> None:
    with page.signed_in() as client, page.client() as stranger:
        answers = [visitor.get(path) for visitor in (client, stranger) for path in PATHS]
    for headers in (answer.headers for answer in answers):
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert (headers["x-frame-options"], headers["x-content-type-options"]) == ("DENY", "nosniff")
        assert headers["cache-control"] == "no-store"
