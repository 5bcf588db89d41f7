"""Objects have the tags that somebody counts costs or owners by."""

from __future__ import annotations

from typing import Any

import pytest

from milvus_policies.resources import DATABASE, NETWORK_RULE, OBJECT_TAGS, POOL, UNKNOWN, Resource
from milvus_policies.tags import TAGS_PRESENT
from tests.policies.made import resource, said_of_stack

TEAM, COST = "GOVERNANCE.TAGS.TEAM", "GOVERNANCE.TAGS.COST"
OBJECTS = (
    resource(DATABASE, "database", name="MILVUS_DEMO"),
    resource(POOL, "pool", name="POOL"),
    resource(NETWORK_RULE, "rule", name="RULE"),
)


def tags_of(name: str, tags: Any) -> Resource:
    return resource(OBJECT_TAGS, f"{name}-tags", tags=tags, uses={"of": [f"urn:{name}"]})


def test_without_tags_none_is_asked_for() -> None:
    assert said_of_stack(TAGS_PRESENT, *OBJECTS) == {}


def test_what_some_objects_have_all_have_that_take_one() -> None:
    team = {'"GOVERNANCE"."TAGS"."TEAM"': "search"}
    assert said_of_stack(TAGS_PRESENT, *OBJECTS, tags_of("database", team)) == {
        "pool": f"compute pool POOL: has no tag {TEAM}; allowed: an object that has every tag asked for. "
        "To do: set milvus-spcs:tags in the stack's file, which gives them to all objects"
    }
    assert said_of_stack(TAGS_PRESENT, *OBJECTS, tags_of("database", team), tags_of("pool", team)) == {}


def test_refuse_objects_without_those_of_the_configuration() -> None:
    found = said_of_stack(TAGS_PRESENT, *OBJECTS, tags_of("pool", {f'"{TEAM}"': "x"}), tags=[COST, TEAM])
    assert found.keys() == {"database", "pool"}
    assert f"database MILVUS_DEMO: has no tag {COST}, {TEAM};" in found["database"]
    assert f"compute pool POOL: has no tag {COST};" in found["pool"]


@pytest.mark.parametrize("tags", [UNKNOWN, None])
def test_tags_that_are_not_known_are_none(tags: object) -> None:
    assert said_of_stack(TAGS_PRESENT, *OBJECTS, tags_of("pool", tags)) == {}
