"""Objects have the tags that somebody counts costs or owners by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from milvus_policies.resources import NETWORK_RULE, OBJECT_TAGS, OBJECTS, Resource
from milvus_policies.rules import Config, StackRule, violation

# https://docs.snowflake.com/en/user-guide/object-tagging/introduction
_WITHOUT = NETWORK_RULE
TAGS: Mapping[str, Mapping[str, Any]] = {
    "tags": {
        "type": "array",
        "items": {"type": "string"},
        "default": [],
        "description": "DATABASE.SCHEMA.TAG, each, beside those that the stack gives to any object",
    }
}


def _check(resources: Sequence[Resource], config: Config) -> Iterator[tuple[Resource, str]]:
    given = _given(resources)
    wanted = {str(tag) for tag in config["tags"]}.union(*given.values())
    for resource in resources:
        lacking = sorted(wanted - given.get(resource.urn, set())) if resource.kind in OBJECTS - {_WITHOUT} else []
        if lacking:
            yield (
                resource,
                violation(
                    resource.subject,
                    f"has no tag {', '.join(lacking)}",
                    "an object that has every tag asked for",
                    "set milvus-spcs:tags in the stack's file, which gives them to all objects",
                ),
            )


def _given(resources: Sequence[Resource]) -> dict[str, set[str]]:
    """Names of tags by the URNs of what has them."""
    found: dict[str, set[str]] = {}
    for resource in resources:
        tags = resource.properties.get("tags") if resource.kind == OBJECT_TAGS else None
        if isinstance(tags, dict):
            # in quotation marks, as SQL has them
            names = {str(it).replace('"', "") for it in tags}
            for urn in resource.uses.get("of", ()):
                found.setdefault(urn, set()).update(names)
    return found


TAGS_PRESENT = StackRule("tags-present", "Each object has the tags that are asked for.", check=_check, settings=TAGS)
