"""Sign-in forms, as they are sent."""

from __future__ import annotations

import io

import pytest
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from spcs_local.ingress import forms


@pytest.mark.parametrize(("length", "small"), [("0", True), ("16384", True), ("16385", False), (None, False)])
def test_form_says_how_large_it_is(length: str | None, small: bool) -> None:
    headers = [] if length is None else [(b"content-length", length.encode())]
    assert forms.is_small(Request({"type": "http", "headers": headers})) is small


def test_field_is_text_of_a_length_that_somebody_types() -> None:
    form = FormData({"user": "x" * 5000, "file": UploadFile(io.BytesIO(b"x"))})
    assert (forms.field(form, "user"), forms.field(form, "file"), forms.field(form, "none")) == ("x" * 1024, "", "")
