"""Texts made to take long: each is answered at once, which the time limit shows."""

from __future__ import annotations

import pytest

from spcs_local.errors import SnowflakeError
from spcs_local.handlers.show import like
from spcs_local.model.credentials import mask
from spcs_local.statements.limits import MOST_CHARACTERS
from spcs_local.statements.parser import Parser
from spcs_local.statements.rules.session import Select, SelectItem

pytestmark = pytest.mark.timeout(300)
_MOST = MOST_CHARACTERS - 100


@pytest.mark.parametrize(
    "text",
    [
        "DROP ROLE IF " + "/**/ " * 5_000 + "x",
        "SELECT /*" + "*" * _MOST,
        "SELECT '" + "''" * (_MOST // 2),
        "SELECT '" + "\\'" * (_MOST // 2),
        'DROP ROLE "' + '""' * (_MOST // 2),
        "SELECT " + ",".join("1" for _ in range(_MOST // 2)),
        "CREATE ROLE X COMMENT = " + "(" * 15_000 + ")" * 15_000,
        "SELECT " + "A(" * 9_000 + ")" * 9_000,
        "SELECT " + "9" * 5_000,
        "SELECT 1" + ";" * _MOST,
        "SELECT" + " " * _MOST,
        "$$" * (_MOST // 2),
        "x" * (MOST_CHARACTERS + 1),
    ],
    ids=lambda text: f"{text[:12].strip()}, {len(text)} characters",
)
def test_parse_refuses_at_once(parser: Parser, text: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        parser.parse(text)
    assert len(caught.value.message) < 1_000
    assert len(mask(text)) <= len(text)


def test_parse_takes_a_long_constant(parser: Parser) -> None:
    assert parser.parse(f"SELECT '{'a' * _MOST}'") == Select(items=(SelectItem(selected="a" * _MOST),))


def test_like_with_many_wildcards_answers_at_once() -> None:
    assert not like("%a" * 100 + "b")("a" * 255)
    assert like("%a" * 100)("a" * 255)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("a%", "ABC", True),
        ("%c", "ABC", True),
        ("a%b%c", "AxBxBC", True),
        ("a%bc", "abcbd", False),
        ("a_c", "abc", True),
        ("a\\_c", "abc", False),
        ("a\\%", "a%", True),
        ("%", "", True),
        ("", "a", False),
        ("%b%", "abc", True),
        ("ab%ba", "aba", False),
        ("%\n%", "a\nb", True),
    ],
)
def test_like_fits_as_documented(pattern: str, name: str, fits: bool) -> None:
    assert like(pattern)(name) is fits
