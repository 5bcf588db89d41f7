"""Identifiers and literals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.sql import Identifier, SchemaObject, dollar_quoted, literal


@pytest.mark.parametrize("text", ["", "a", "A B", 'A"', "A;", "1A", "É", "A-B", "A" * 256, "A\n"])
def test_refuse_an_unsafe_name(text: str) -> None:
    with pytest.raises(ValueError, match="is no name"):
        Identifier(text)


def test_quote_each_part() -> None:
    assert SchemaObject.of("D", "_S", "N$1").quoted == '"D"."_S"."N$1"'


@given(st.text())
def test_keep_a_literal_closed(text: str) -> None:
    inner = literal(text)[1:-1]
    assert "'" not in inner.replace("''", "").replace("\\\\", "")
    assert (len(inner) - len(inner.rstrip("\\"))) % 2 == 0


@pytest.mark.parametrize("text", ["a $$ b", "ends with $"])
def test_refuse_text_that_ends_its_dollar_quotes(text: str) -> None:
    with pytest.raises(ValueError, match=r"\$\$"):
        dollar_quoted(text)


def test_give_host_names_dashes() -> None:
    assert Identifier("MILVUS_2").host == "milvus-2"
