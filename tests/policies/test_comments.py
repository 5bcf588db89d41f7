"""Who looks at an account sees where each object comes from."""

from __future__ import annotations

import pytest

from milvus_policies.comments import COMMENTS_PRESENT
from milvus_policies.resources import GRANT, OBJECTS, UNKNOWN
from pulumi_standins.snowflake.catalog import types
from pulumi_standins.snowflake.objects import ObjectType
from tests.policies.made import resource, said


@pytest.mark.parametrize("kind", sorted(OBJECTS))
def test_refuse_an_object_without_one(kind: str) -> None:
    (text,) = said(COMMENTS_PRESENT, resource(kind, "one", name="ONE", comment=""))
    assert " ONE: has no comment; allowed: one that says which stack made it. To do: comment=stack_comment()" in text
    assert said(COMMENTS_PRESENT, resource(kind, "one")) != []


def test_take_one_that_is_there_or_not_known_yet() -> None:
    for comment in ("Pulumi stack o/p/s", UNKNOWN):
        assert said(COMMENTS_PRESENT, resource(sorted(OBJECTS)[0], "one", comment=comment)) == []
    assert said(COMMENTS_PRESENT, resource(GRANT, "one")) == []


def test_kinds_are_all_that_take_one() -> None:
    objects = {token: it for token, it in types().items() if isinstance(it, ObjectType)}
    assert {token for token, it in objects.items() if any(one.name == "comment" for one in it.properties)} == OBJECTS
