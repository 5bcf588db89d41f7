"""A name, or a table of one that is there before."""

from __future__ import annotations

import pytest

from components import checks
from components.existing_names import may_exist
from components.sql import Existing, Identifier

CHECK = may_exist(checks.own_role)


@pytest.mark.parametrize("said", ["true", '"true"'])
def test_take_a_name_that_is_there_before(said: str) -> None:
    found = CHECK(f'{{"name": "ANALYSTS", "existing": {said}}}')
    assert (found, type(found)) == ("ANALYSTS", Existing)


@pytest.mark.parametrize("text", ["ANALYSTS", '{"name": "ANALYSTS"}', '{"name": "ANALYSTS", "existing": false}'])
def test_take_a_name_of_ones_own(text: str) -> None:
    found = CHECK(text)
    assert (found, type(found)) == ("ANALYSTS", Identifier)


@pytest.mark.parametrize(
    "text",
    [
        "lower",
        "{",
        "[]",
        "{}",
        '{"name": "lower", "existing": true}',
        '{"name": 1}',
        '{"existing": true}',
        '{"name": "A", "existing": "yes"}',
        '{"name": "A", "existing": 1}',
        '{"name": "A", "existing": []}',
        '{"name": "A", "prefix": "B"}',
    ],
)
def test_say_both_forms_where_it_is_neither(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"^a name of capitals.*; or \{name: …, existing: true\} with such a name, for"
    ):
        CHECK(text)


def test_no_role_of_the_system_is_used_either() -> None:
    with pytest.raises(ValueError, match="none of ACCOUNTADMIN, "):
        CHECK('{"name": "SYSADMIN", "existing": true}')
