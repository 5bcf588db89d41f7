"""The ingress' pages."""

from __future__ import annotations

import httpx
import pytest

from devkit.notebook.pages import Form, said

PAGE = """<p>Sign in</p><form action="/login"><input name="form" value="token"><input name="user"><input></form>"""


def test_form_has_its_address_and_what_is_filled_in() -> None:
    form = Form.of(httpx.Response(200, text=PAGE))
    assert (form.action, form.fields) == ("/login", {"form": "token", "user": ""})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a</p><p role=alert>Incorrect  password</p><p>b</p>", "Incorrect password"),
        ("no page", "no page"),
        ("", "Forbidden"),
    ],
)
def test_said_is_the_message_or_whatever_came(text: str, expected: str) -> None:
    assert said(httpx.Response(403, text=text)) == expected
