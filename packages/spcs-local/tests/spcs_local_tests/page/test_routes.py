"""What the page answers to, and how."""

from __future__ import annotations

from spcs_local_tests.page.conftest import Page, sign_in
from spcs_local_tests.page.reading import PATHS, section


def test_visit_shows_the_sign_in_form(page: Page) -> None:
    with page.client() as client:
        answer = client.get("/")
    assert answer.status_code == 200
    for field in ("user", "password"):
        assert f'<label for="{field}">' in answer.text
    assert "LOCAL-DEV" in answer.text
    assert "SVC" not in answer.text


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


def test_content_is_sent_again_only_when_it_changed(page: Page) -> None:
    with page.signed_in() as client:
        first = client.get("/page/content")
        same = client.get("/page/content", headers={"If-None-Match": first.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        page.sql("CREATE DATABASE NEWER")
        after = client.get("/page/content", headers={"If-None-Match": first.headers["etag"]})
    assert after.status_code == 200
    assert "NEWER" in section(after.text, "objects")
    assert section(first.text, "services") == section(after.text, "services")
