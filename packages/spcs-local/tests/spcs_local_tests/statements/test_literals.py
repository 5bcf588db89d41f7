"""Values as SQL writes them."""

from __future__ import annotations

from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.model.identifiers import Name
from spcs_local.statements.literals import literal, option, written
from spcs_local_tests.running import error_of
from spcs_local_tests.services.world import value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "TRUE"),
        (3, "3"),
        (0.5, "0.5"),
        (Name(("A", "b")), 'A."b"'),
        (["a", 1], "('a', 1)"),
        ({"type": "x", "ENABLE": False}, "(TYPE = 'x' ENABLE = FALSE)"),
        ("it's", "'it''s'"),
        ("a\\", "'a\\\\'"),
    ],
)
def test_value_is_written_by_its_type(value: Any, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize("name", ["comment = 'x' --", 'a"b', "a b"])
def test_name_of_an_option_ends_nothing(name: str) -> None:
    assert option(name, 1) == f"{Name((name.upper(),))} = 1"
    assert option(name, 1).startswith('"')


def test_literal_keeps_backslashes_and_quotes() -> None:
    assert literal("\\'") == "'\\\\'''"


def test_halves_of_a_character_are_one_and_one_half_is_refused(admin: SnowflakeConnection) -> None:
    assert value(admin, r"'a\ud83d\ude00b'") == "a\U0001f600b"
    for half in (r"\ud800", r"\udc00\ud800", r"x\udfffx"):
        assert error_of(admin, f"CREATE ROLE R COMMENT = '{half}'")[:2] == (990001, "0A000")
