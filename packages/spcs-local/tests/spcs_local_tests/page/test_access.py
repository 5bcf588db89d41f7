"""Who gets to see the page."""

from __future__ import annotations

import pytest

from spcs_local_tests.page.conftest import USER_PASSWORD, Page, sign_in
from spcs_local_tests.running import rows


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


def test_page_of_an_administrator_is_not_the_next_ones_of_the_name(page: Page) -> None:
    with page.signed_in("SECOND", USER_PASSWORD) as client:
        page.sql(
            "ALTER USER SECOND RENAME TO BEFORE",
            "REVOKE ROLE ACCOUNTADMIN FROM USER BEFORE",
            "CREATE USER SECOND",
            "GRANT ROLE ACCOUNTADMIN TO USER SECOND",
        )
        assert client.get("/page/content").status_code == 403
