"""Which values a property takes."""

from __future__ import annotations

import re

import pytest

from pulumi_standins.provider.values import UNKNOWN, Properties, Secret
from standins_tests.recording import Snowflake, target
from standins_tests.snowflake.objects import IN_SCHEMA, POOL, SERVICE


@pytest.mark.parametrize(
    ("token", "inputs", "names"),
    [
        ("accountRole", {}, {"name"}),
        ("accountRole", {"name": 'A"; DROP'}, {"name"}),
        ("accountRole", {"name": "A", "colour": 1}, {"colour"}),
        ("service", {**SERVICE, "fromSpecification": {"text": "a $$ b"}}, {"fromSpecification"}),
        ("service", {**SERVICE, "fromSpecification": {"text": "a", "file": "b"}}, {"fromSpecification"}),
        ("warehouse", {"name": "W", "warehouseSize": "huge"}, {"warehouseSize"}),
        ("warehouse", {"name": "W", "autoResume": "maybe"}, {"autoResume"}),
        ("computePool", {**POOL, "minNodes": "1"}, {"minNodes"}),
        ("stageInternal", {**IN_SCHEMA, "name": "F", "encryption": {"none": {}}}, {"encryption"}),
    ],
)
def test_check_refuses(snowflake: Snowflake, token: str, inputs: Properties, names: set[str]) -> None:
    assert set(snowflake.provider.check(target(token), inputs).failures) == names


def test_check_lets_unknown_values_through(snowflake: Snowflake) -> None:
    news = {**SERVICE, "computePool": UNKNOWN, "fromSpecification": {"text": UNKNOWN}}
    assert snowflake.provider.check(target("service"), news).failures == {}


def test_check_never_tells_a_password(snowflake: Snowflake) -> None:
    failures = snowflake.provider.check(target("user"), {"name": "U", "password": Secret(["hunter2"])}).failures
    assert "password" in failures
    assert not re.search("hunter2", str(failures))
