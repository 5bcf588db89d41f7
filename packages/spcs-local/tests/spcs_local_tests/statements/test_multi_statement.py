"""Several statements in one text."""

from __future__ import annotations

import pytest

from spcs_local.errors import NotSupportedError
from spcs_local.statements.multi_statement import MOST_STATEMENTS, StatementCountError, split


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A; B", ["A", "B"]),
        ("A;;B;", ["A", "B"]),
        ("A ';' ; B", ["A ';'", "B"]),
        ("A 'it''s \\';' ; B", ["A 'it''s \\';'", "B"]),
        ('A ";" ; B $$;$$', ['A ";"', "B $$;$$"]),
        ("A -- ;\n; B /* ; */", ["A -- ;", "B /* ; */"]),
        ("PUT file://a;b @S", ["PUT file://a", "b @S"]),
    ],
)
def test_split_at_semicolons_alone(text: str, wanted: list[str]) -> None:
    assert split(text, 0) == wanted


@pytest.mark.parametrize("text", ["A", "A;", "A; -- more\n", "; /* */ A", ""])
def test_split_leaves_one_statement_as_it_is(text: str) -> None:
    assert split(text, 1) == [text]


def test_split_refuses_another_count() -> None:
    with pytest.raises(StatementCountError) as caught:
        split("A; B", 3)
    assert (caught.value.number, caught.value.sqlstate) == (8, "0A000")


def test_split_refuses_more_than_anybody_means() -> None:
    with pytest.raises(NotSupportedError):
        split("A;" * (MOST_STATEMENTS + 1), 0)
