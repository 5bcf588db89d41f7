"""Sign-in forms, as they are sent."""

from __future__ import annotations

import io

import pytest
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from spcs_local.ingress import forms

FORM = "application/x-www-form-urlencoded"


def refused(**headers: str) -> int | None:
    """The status, if the form is refused."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    refusal = forms.refused(Request({"type": "http", "headers": raw}))
    return None if refusal is None else refusal[0]


@pytest.mark.parametrize(("length", "status"), [("0", None), ("16384", None), ("16385", 413), (None, 413)])
def test_form_says_how_large_it_is(length: str | None, status: int | None) -> None:
    headers = {} if length is None else {"content_length": length}
    assert refused(content_type=f"{FORM}; charset=utf-8", **headers) == status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content_type": "multipart/form-data"},
        {"content_type": "text/plain"},
        {"content_type": FORM, "content_encoding": "br"},
    ],
)
def test_form_is_of_the_type_that_browsers_send(headers: dict[str, str]) -> None:
    assert refused(content_length="1", **headers) == 415


def test_field_is_text_of_a_length_that_somebody_types() -> None:
    form = FormData({"user": "x" * 5000, "file": UploadFile(io.BytesIO(b"x"))})
    assert (forms.field(form, "user"), forms.field(form, "file"), forms.field(form, "none")) == ("x" * 1024, "", "")
