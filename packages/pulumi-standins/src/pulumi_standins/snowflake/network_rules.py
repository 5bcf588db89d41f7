"""Network rules."""

from __future__ import annotations

from pulumi_standins.snowflake.objects import COMMENT, FULL_NAME, ObjectType
from pulumi_standins.snowflake.properties import TEXTS, Property, words

_TYPES = ("IPV4", "AWSVPCEID", "AZURELINKID", "GCPPSCID", "HOST_PORT", "PRIVATE_HOST_PORT", "COMPUTE_POOL")


def network_rule() -> ObjectType:
    return ObjectType(
        "networkRule",
        "NETWORK RULE",
        3,
        Property("type", words(*_TYPES), required=True, replaces=True, column="type", shown=False),
        Property("valueLists", TEXTS, required=True, clause="VALUE_LIST", column="value_list"),
        Property("mode", words(), required=True, replaces=True, column="mode", shown=False),
        COMMENT,
        describes=True,
        named_outputs=(FULL_NAME,),
        schema_version=1,
    )
