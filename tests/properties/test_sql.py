"""Text in statements: an account reads what the program means."""

from __future__ import annotations

from hypothesis import given

from components import sql
from spcs_local_tests.properties.texts import any_text
from tests.properties.conftest import Select


@given(any_text)
def test_read_back_a_literal(select: Select, text: str) -> None:
    assert select(sql.literal(text)) == text


@given(any_text)
def test_read_back_dollar_text_or_refuse_it(select: Select, text: str) -> None:
    try:
        written = sql.dollar_quoted(text)
    except ValueError:
        assert "$$" in text + "$"
        return
    assert select(written) == text
