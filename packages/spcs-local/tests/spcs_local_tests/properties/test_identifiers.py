"""Identifiers, through the parser."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from spcs_local.model.identifiers import Name, fold, parse_name, quote
from spcs_local.model.stage_files import split_reference
from spcs_local.statements.parser import Parser
from spcs_local.statements.rules.objects import Describe, Drop
from spcs_local_tests.properties.texts import gaps, literal, names, quoted, words

paths = st.lists(names, min_size=1, max_size=3).map(tuple)


@given(names)
def test_read_back_what_show_prints(name: str) -> None:
    assert parse_name(quote(name)) == Name((name,))
    assert fold(quoted(name)) == name


@given(paths)
def test_read_back_a_path(parts: tuple[str, ...]) -> None:
    assert parse_name(str(Name(parts))) == Name(parts)
    assert split_reference(f"@{Name(parts)}/x") == (Name(parts), "x")


@given(paths)
def test_parse_a_quoted_path(parser: Parser, parts: tuple[str, ...]) -> None:
    statement = parser.parse(f"DROP STAGE {'.'.join(map(quoted, parts))}")
    assert statement == Drop(kind="STAGE", name=Name(parts))


@given(paths)
def test_parse_a_path_as_show_prints_it(parser: Parser, parts: tuple[str, ...]) -> None:
    described = Describe(kind="STAGE", name=Name(parts))
    assert parser.parse(f"DESCRIBE STAGE {Name(parts)}") == described
    assert parser.parse(f"DESCRIBE STAGE IDENTIFIER({literal(str(Name(parts)))})") == described


@given(words)
def test_parse_a_bare_word_in_any_case(parser: Parser, word: str) -> None:
    upper = word.translate(str.maketrans(string.ascii_lowercase, string.ascii_uppercase))
    assert parser.parse(f"DROP ROLE {word}") == Drop(kind="ROLE", name=Name((upper,)))
    assert parser.parse(f'DROP ROLE "{word}"') == Drop(kind="ROLE", name=Name((word,)))


@given(names, names, gaps, gaps, gaps)
def test_parse_the_same_with_comments_between(parser: Parser, name: str, other: str, a: str, b: str, c: str) -> None:
    plain = parser.parse(f"ALTER ROLE IF EXISTS {quoted(name)} RENAME TO {quoted(other)}")
    spread = parser.parse(f"ALTER{a}ROLE{b}IF{c}EXISTS{a}{quoted(name)}{b}RENAME{c}TO{a}{quoted(other)}{b};")
    assert spread == plain
