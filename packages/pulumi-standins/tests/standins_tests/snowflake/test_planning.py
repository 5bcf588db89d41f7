"""Which changes of an object update it, which replace it, and which are none."""

from __future__ import annotations

import pytest

from pulumi_standins.provider.provider import State
from pulumi_standins.provider.values import UNKNOWN, Properties
from standins_tests.recording import Snowflake, target
from standins_tests.snowflake.objects import IN_SCHEMA, POOL, SERVICE

REPLACEMENTS: list[tuple[str, Properties, Properties, set[str], bool]] = [
    ("service", SERVICE, {**SERVICE, "computePool": "Q"}, {"computePool"}, True),
    ("service", SERVICE, {**SERVICE, "name": "T"}, {"name"}, True),
    ("service", SERVICE, {**SERVICE, "computePool": '"P"'}, set(), False),
    ("service", SERVICE, {**SERVICE, "fromSpecification": {"text": "x"}}, set(), False),
    ("computePool", POOL, {**POOL, "instanceFamily": "CPU_X64_M"}, {"instanceFamily"}, True),
    ("computePool", POOL, {**POOL, "instanceFamily": UNKNOWN}, {"instanceFamily"}, True),
    ("accountRole", {"name": "A"}, {"name": "B"}, set(), False),
    (
        "stageInternal",
        {**IN_SCHEMA, "name": "F", "directory": {"enable": True}},
        {**IN_SCHEMA, "name": "F"},
        {"__meta"},
        True,
    ),
    ("execute", {"execute": "A", "revert": "B"}, {"execute": "C", "revert": "B"}, {"__meta"}, False),
    ("execute", {"execute": "A", "revert": "B"}, {"execute": "A", "revert": "C"}, set(), False),
]


@pytest.mark.parametrize(("token", "olds", "news", "replaces", "before"), REPLACEMENTS)
def test_diff_replaces_as_the_plugin(
    snowflake: Snowflake, token: str, olds: Properties, news: Properties, replaces: set[str], before: bool
) -> None:
    difference = snowflake.diff(token, olds, news)
    assert difference.replaces == replaces
    assert difference.delete_before_replace is before


def test_diff_ignores_what_the_real_plugin_adds(snowflake: Snowflake) -> None:
    news = {**IN_SCHEMA, "name": "F", "encryption": {"snowflakeSse": {}}, "directory": {"enable": True}}
    encryption = {"snowflakeSse": {"__defaults": []}, "__defaults": []}
    directory = {"enable": True, "autoRefresh": "default", "__defaults": ["autoRefresh"]}
    old = {**news, "__defaults": [], "encryption": encryption, "directory": directory}
    assert snowflake.provider.diff(target("stageInternal"), State("ID", old, old), old).kinds == {}
    assert snowflake.diff("stageInternal", old, news).kinds == {}


@pytest.mark.parametrize(
    ("defaults", "checked"),
    [({"__defaults": ["autoSuspendSecs"]}, "default"), ({"__defaults": ["autoResume"]}, "false"), ({}, "false")],
    ids=["another is one", "it is one", "none is named"],
)
def test_check_takes_what_the_state_has_for_a_default(snowflake: Snowflake, defaults: Properties, checked: str) -> None:
    olds = {**POOL, "autoResume": "false", **defaults}
    news = {name: value for name, value in POOL.items() if name != "autoResume"}
    assert snowflake.provider.check(target("computePool"), news, olds).inputs["autoResume"] == checked


@pytest.mark.parametrize(
    ("token", "inputs", "name", "value"),
    [
        ("service", SERVICE, "autoResume", "default"),
        ("service", SERVICE, "autoSuspendSecs", -1),
        ("warehouse", {"name": "W"}, "enableQueryAcceleration", "default"),
        ("warehouse", {"name": "W"}, "queryAccelerationMaxScaleFactor", -1),
    ],
)
def test_check_refuses_what_the_plugin_puts_for_a_default_from_a_program(
    snowflake: Snowflake, token: str, inputs: Properties, name: str, value: str | int
) -> None:
    assert set(snowflake.provider.check(target(token), {**inputs, name: value}).failures) == {name}


def test_diff_names_path_of_specification(snowflake: Snowflake) -> None:
    news = {**SERVICE, "fromSpecification": {"text": "spec: []"}}
    assert snowflake.diff("service", SERVICE, news).kinds == {"fromSpecification.text": "UPDATE"}


@pytest.mark.parametrize(
    ("olds", "news"),
    [
        ({"warehouseSize": "XSMALL"}, {"warehouseSize": "X-Small"}),
        ({"autoResume": "true"}, {"autoResume": True}),
        ({}, {"autoResume": "default", "comment": "", "autoSuspend": -1}),
    ],
)
def test_diff_ignores_other_spelling(snowflake: Snowflake, olds: Properties, news: Properties) -> None:
    assert snowflake.diff("warehouse", {"name": "W", **olds}, {"name": '"W"', **news}).kinds == {}
