"""The table of prices."""

from __future__ import annotations

from components.checks import INSTANCE_FAMILIES
from components.prices import CREDITS, EFFECTIVE, SOURCE


def test_families_are_those_that_a_pool_may_have() -> None:
    assert set(CREDITS) <= set(INSTANCE_FAMILIES)
    assert all(it > 0 for it in CREDITS.values())


def test_say_from_when_and_where_they_are() -> None:
    assert (EFFECTIVE, SOURCE.startswith("https://www.snowflake.com/")) == ("2026-01-13", True)
