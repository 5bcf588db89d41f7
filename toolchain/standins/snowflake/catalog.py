"""The table of the resource types that are served."""

from __future__ import annotations

from toolchain.standins.snowflake.executes import Execute
from toolchain.standins.snowflake.grant_privileges import GrantPrivileges
from toolchain.standins.snowflake.grant_role import GrantAccountRole
from toolchain.standins.snowflake.objects import COMMENT, ObjectType
from toolchain.standins.snowflake.properties import (
    BOOLEAN,
    FLAG,
    NAME,
    NAMES,
    NUMBER,
    SWITCH,
    TEXTS,
    Kind,
    Property,
    words,
)
from toolchain.standins.snowflake.resource import ResourceType
from toolchain.standins.snowflake.service import service
from toolchain.standins.snowflake.special import ComputePool, Database, ExternalAccessIntegration, Schema, Stage
from toolchain.standins.snowflake.sql import literal, word
from toolchain.standins.snowflake.users import users

_SIZES = ("XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE", "XXXLARGE", "X4LARGE", "X5LARGE", "X6LARGE")
_SIZE_NAMES = {
    "2XLARGE": "XXLARGE",
    "3XLARGE": "XXXLARGE",
    "4XLARGE": "X4LARGE",
    "5XLARGE": "X5LARGE",
    "6XLARGE": "X6LARGE",
}


def _size(value: str) -> str:
    """X-Small, XSMALL and x-small are one size."""
    plain = value.upper().replace("-", "")
    return _SIZE_NAMES.get(plain, plain)


def _encryption() -> Kind:
    allowed = ("SNOWFLAKE_FULL", "SNOWFLAKE_SSE")
    return Kind(
        " or ".join(allowed),
        lambda value: isinstance(value, str) and value.upper() in allowed,
        lambda value: f"(TYPE = {literal(word(value))})",
        str.upper,
    )


def types() -> dict[str, ResourceType]:
    """The served types by token."""
    all_types = (*_account_types(), *_schema_types(), *users(), GrantAccountRole(), GrantPrivileges(), Execute())
    return {item.token: item for item in all_types}


def _account_types() -> tuple[ResourceType, ...]:
    return (
        ObjectType("accountRole", "ROLE", 1, COMMENT, renames=True),
        _warehouse(),
        Database(
            "database",
            "DATABASE",
            1,
            Property("isTransient", SWITCH, replaces=True, clause=None),
            Property("dropPublicSchemaOnCreation", SWITCH, clause=None),
            Property("dataRetentionTimeInDays", NUMBER),
            Property("maxDataExtensionTimeInDays", NUMBER),
            COMMENT,
            renames=True,
            parameters=True,
            schema_version=1,
        ),
        ComputePool(
            "computePool",
            "COMPUTE POOL",
            1,
            Property("forApplication", NAME, replaces=True, clause=None),
            Property("minNodes", NUMBER, required=True, column="min_nodes"),
            Property("maxNodes", NUMBER, required=True, column="max_nodes"),
            Property("instanceFamily", words(), required=True, replaces=True, column="instance_family"),
            Property("autoResume", FLAG, column="auto_resume"),
            Property("initiallySuspended", FLAG, create_only=True, default="default"),
            Property("autoSuspendSecs", NUMBER, column="auto_suspend_secs", default=-1),
            COMMENT,
            describes=True,
        ),
        ExternalAccessIntegration(
            "externalAccessIntegration",
            "EXTERNAL ACCESS INTEGRATION",
            1,
            Property("allowedNetworkRules", NAMES, required=True, column="allowed_network_rules"),
            Property("enabled", BOOLEAN, required=True, column="enabled"),
            COMMENT,
            describes=True,
        ),
    )


def _warehouse() -> ObjectType:
    size = words(*_SIZES, quoted=True, normal=_size)
    return ObjectType(
        "warehouse",
        "WAREHOUSE",
        1,
        Property("warehouseType", words("STANDARD", "SNOWPARK-OPTIMIZED", quoted=True), column="type"),
        Property("warehouseSize", size, column="size", reset="XSMALL", alter_suffix=" WAIT_FOR_COMPLETION = true"),
        Property("maxClusterCount", NUMBER, column="max_cluster_count"),
        Property("minClusterCount", NUMBER, column="min_cluster_count"),
        Property("scalingPolicy", words("STANDARD", "ECONOMY", quoted=True), column="scaling_policy"),
        # UNSET would not bring Snowflake's default back
        Property("autoSuspend", NUMBER, column="auto_suspend", reset=600),
        Property("autoResume", FLAG, column="auto_resume"),
        Property("initiallySuspended", SWITCH, create_only=True),
        Property("resourceMonitor", NAME),
        COMMENT,
        Property("enableQueryAcceleration", FLAG, column="enable_query_acceleration", default="default"),
        Property("queryAccelerationMaxScaleFactor", NUMBER, column="query_acceleration_max_scale_factor", default=-1),
        Property("maxConcurrencyLevel", NUMBER),
        Property("statementQueuedTimeoutInSeconds", NUMBER),
        Property("statementTimeoutInSeconds", NUMBER),
        renames=True,
        parameters=True,
        schema_version=2,
    )


def _schema_types() -> tuple[ResourceType, ...]:
    return (
        Schema(
            "schema",
            "SCHEMA",
            2,
            Property("isTransient", FLAG, replaces=True, clause=None, default="default"),
            Property("withManagedAccess", FLAG, clause=None, default="default"),
            Property("dataRetentionTimeInDays", NUMBER),
            COMMENT,
            renames=True,
            parameters=True,
            schema_version=2,
        ),
        ObjectType(
            "imageRepository",
            "IMAGE REPOSITORY",
            3,
            Property("encryption", _encryption(), replaces=True),
            # there is no UNSET for it
            Property("comment", COMMENT.kind, column="comment", empty=True),
            plural="IMAGE REPOSITORIES",
            schema_version=1,
        ),
        Stage.of_type(),
        ObjectType(
            "networkRule",
            "NETWORK RULE",
            3,
            Property("type", words(), required=True, replaces=True, column="type"),
            Property("valueLists", TEXTS, required=True, clause="VALUE_LIST", column="value_list"),
            Property("mode", words(), required=True, replaces=True, column="mode"),
            COMMENT,
            describes=True,
            schema_version=1,
        ),
        service(),
    )
