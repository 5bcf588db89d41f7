"""Who looks at an account sees where each object comes from."""

from __future__ import annotations

from collections.abc import Iterator

from milvus_policies.resources import DATABASE, NETWORK_RULE, POOL, SCHEMA, SERVICE, STAGE, WAREHOUSE, Resource
from milvus_policies.rules import Config, ResourceRule, violation

# all that a stack makes and that takes one
KINDS = frozenset(
    {
        "snowflake:index/accountRole:AccountRole",
        "snowflake:index/externalAccessIntegration:ExternalAccessIntegration",
        "snowflake:index/imageRepository:ImageRepository",
        "snowflake:index/legacyServiceUser:LegacyServiceUser",
        "snowflake:index/serviceUser:ServiceUser",
        "snowflake:index/user:User",
        DATABASE,
        NETWORK_RULE,
        POOL,
        SCHEMA,
        SERVICE,
        STAGE,
        WAREHOUSE,
    }
)


def _check(resource: Resource, _config: Config) -> Iterator[str]:
    if resource.kind in KINDS and not resource.properties.get("comment"):
        yield violation(
            resource.subject,
            "has no comment",
            "one that says which stack made it",
            "comment=stack_comment() of components/comments.py where it is made",
        )


COMMENTS_PRESENT = ResourceRule("comments-present", "Each object has a comment.", check=_check)
