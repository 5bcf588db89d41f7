"""Who looks at an account sees where each object comes from."""

from __future__ import annotations

from collections.abc import Iterator

from milvus_policies.resources import OBJECTS, Resource
from milvus_policies.rules import Config, ResourceRule, violation


def _check(resource: Resource, _config: Config) -> Iterator[str]:
    if resource.kind in OBJECTS and not resource.properties.get("comment"):
        yield violation(
            resource.subject,
            "has no comment",
            "one that says which stack made it",
            "comment=stack_comment() of components/comments.py where it is made",
        )


COMMENTS_PRESENT = ResourceRule("comments-present", "Each object has a comment.", check=_check)
