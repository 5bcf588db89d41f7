"""The names of columns without one."""

from __future__ import annotations

import pytest

from spcs_local.statements.headings import headings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT 1", ["1"]),
        ("-- first\n select f( 'a,b' ,x ) , \"Mixed\" ; ", ["F( 'A,B' ,X )", '"Mixed"']),
        ("SELECT /* a, b */ $$c,d$$, 'e''f, g'", ["/* A, B */ $$C,D$$", "'E''F, G'"]),
        ("SELECT f((1, 2), 3), -5", ["F((1, 2), 3)", "-5"]),
    ],
)
def test_headings_are_what_was_written_in_capitals(text: str, found: list[str]) -> None:
    assert headings(text) == found
