"""Image repositories."""

from __future__ import annotations

from pulumi_standins.snowflake.objects import COMMENT, ObjectType
from pulumi_standins.snowflake.properties import Kind, Property
from pulumi_standins.snowflake.sql import literal, word


def image_repository() -> ObjectType:
    return ObjectType(
        "imageRepository",
        "IMAGE REPOSITORY",
        3,
        Property("encryption", _encryption(), replaces=True, shown=True),
        # there is no UNSET for it
        Property("comment", COMMENT.kind, column="comment", empty=True, reads_zero=True),
        plural="IMAGE REPOSITORIES",
        schema_version=1,
    )


def _encryption() -> Kind:
    allowed = ("SNOWFLAKE_FULL", "SNOWFLAKE_SSE")
    return Kind(
        " or ".join(allowed),
        lambda value: isinstance(value, str) and value.upper() in allowed,
        lambda value: f"(TYPE = {literal(word(value))})",
        str.upper,
    )
