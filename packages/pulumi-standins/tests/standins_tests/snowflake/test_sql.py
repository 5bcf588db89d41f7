"""Names and literals."""

from __future__ import annotations

import pytest

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.snowflake.sql import Name, dollar_quoted, literal, word


@pytest.mark.parametrize(
    ("text", "parts"), [("A.B", ("A", "B")), ('"a.b"."c""d"', ("a.b", 'c"d')), ('D."S".N', ("D", "S", "N"))]
)
def test_parse_takes_parts_with_and_without_quotes(text: str, parts: tuple[str, ...]) -> None:
    assert Name.parse(text).parts == parts
    assert Name.parse(Name(parts).sql).parts == parts


@pytest.mark.parametrize(("text", "parts"), [("", 1), ("A.B", 3), ('A"; DROP', 1), ("A..B", 3)])
def test_parse_refuses_other_names(text: str, parts: int) -> None:
    with pytest.raises(ProviderError, match="is no name; needed: "):
        Name.parse(text, parts)


def test_literal_stays_closed() -> None:
    assert literal("it's \\ a\nline") == r"'it\'s \\ a\nline'"


@pytest.mark.parametrize("text", ["a $$ b", "ends with $"])
def test_dollar_quotes_refuse_what_would_end_them(text: str) -> None:
    with pytest.raises(ProviderError, match=r"remove that \$"):
        dollar_quoted(text)


def test_word_is_one_of_the_grammar() -> None:
    assert word("create compute pool") == "CREATE COMPUTE POOL"
    with pytest.raises(ProviderError, match="is no keyword"):
        word("USAGE; DROP")
