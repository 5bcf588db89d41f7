"""The table of the resource types that are served."""

from __future__ import annotations

from dataclasses import replace

from pulumi_standins.snowflake import parameters
from pulumi_standins.snowflake.executes import Execute
from pulumi_standins.snowflake.grant_privileges import GrantPrivileges
from pulumi_standins.snowflake.grant_role import GrantAccountRole
from pulumi_standins.snowflake.objects import COMMENT, FULL_NAME, ObjectType
from pulumi_standins.snowflake.properties import (
    BOOLEAN,
    COUNT,
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
from pulumi_standins.snowflake.resource import ResourceType
from pulumi_standins.snowflake.roles import AccountRole
from pulumi_standins.snowflake.service import service
from pulumi_standins.snowflake.special import (
    ComputePool,
    Database,
    ExternalAccessIntegration,
    Schema,
    Stage,
    Warehouse,
)
from pulumi_standins.snowflake.sql import literal, word
from pulumi_standins.snowflake.users import users

_RULES = ("IPV4", "AWSVPCEID", "AZURELINKID", "GCPPSCID", "HOST_PORT", "PRIVATE_HOST_PORT", "COMPUTE_POOL")
_SIZES = ("XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE", "XXXLARGE", "X4LARGE", "X5LARGE", "X6LARGE")
_SIZE_NAMES = {
    "2XLARGE": "XXLARGE",
    "3XLARGE": "XXXLARGE",
    "4XLARGE": "X4LARGE",
    "5XLARGE": "X5LARGE",
    "6XLARGE": "X6LARGE",
}


# what is not said is no
_MANAGED = replace(FLAG, unset=(*FLAG.unset, "false", False))


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
        AccountRole(),
        _warehouse(),
        Database(
            "database",
            "DATABASE",
            1,
            Property("isTransient", SWITCH, replaces=True, clause=None, reads_zero=True),
            Property("dropPublicSchemaOnCreation", SWITCH, clause=None, create_only=True),
            Property("dataRetentionTimeInDays", NUMBER, parameter=True, of_itself=1),
            Property("maxDataExtensionTimeInDays", NUMBER, parameter=True, of_itself=14),
            COMMENT,
            renames=True,
            parameters=parameters.DATABASE,
            schema_version=1,
        ),
        ComputePool(
            "computePool",
            "COMPUTE POOL",
            1,
            Property("forApplication", NAME, replaces=True, clause=None),
            Property("minNodes", COUNT, required=True, column="min_nodes"),
            Property("maxNodes", COUNT, required=True, column="max_nodes"),
            Property("instanceFamily", words(), required=True, replaces=True, column="instance_family", shown=False),
            Property("backupInstanceFamilies", TEXTS, refreshes_zero=True),
            Property("autoResume", FLAG, column="auto_resume", default="default", ignores_current=True),
            Property("initiallySuspended", FLAG, create_only=True, default="default"),
            Property("autoSuspendSecs", NUMBER, column="auto_suspend_secs", default=-1, ignores_current=True),
            COMMENT,
            describes=True,
        ),
        ExternalAccessIntegration(
            "externalAccessIntegration",
            "EXTERNAL ACCESS INTEGRATION",
            1,
            Property(
                "allowedNetworkRules", NAMES, required=True, column="allowed_network_rules", shown=False, described=True
            ),
            Property("enabled", BOOLEAN, required=True, column="enabled"),
            COMMENT,
            describes=True,
            named_outputs=(FULL_NAME,),
        ),
    )


def _warehouse() -> Warehouse:
    size = words(*_SIZES, quoted=True, normal=_size)
    return Warehouse(
        "warehouse",
        "WAREHOUSE",
        1,
        Property("warehouseType", words("STANDARD", "SNOWPARK-OPTIMIZED", quoted=True), column="type"),
        Property("warehouseSize", size, column="size", alter_suffix=" WAIT_FOR_COMPLETION = true", keeps_spelling=True),
        Property("maxClusterCount", NUMBER, column="max_cluster_count"),
        Property("minClusterCount", NUMBER, column="min_cluster_count"),
        Property("scalingPolicy", words("STANDARD", "ECONOMY", quoted=True), column="scaling_policy"),
        # UNSET would not bring Snowflake's default back
        Property("autoSuspend", NUMBER, column="auto_suspend", reset=600, default=-1),
        Property("autoResume", FLAG, column="auto_resume", default="default"),
        Property("initiallySuspended", SWITCH, create_only=True),
        Property("resourceMonitor", NAME),
        COMMENT,
        Property("enableQueryAcceleration", FLAG, column="enable_query_acceleration", default="default"),
        Property("queryAccelerationMaxScaleFactor", NUMBER, column="query_acceleration_max_scale_factor", default=-1),
        Property("maxConcurrencyLevel", NUMBER, parameter=True),
        Property("statementQueuedTimeoutInSeconds", NUMBER, parameter=True),
        Property("statementTimeoutInSeconds", NUMBER, parameter=True),
        Property("generation", words("1", "2", quoted=True), column="generation"),
        renames=True,
        parameters=parameters.WAREHOUSE,
        shows_parameters=True,
        schema_version=2,
    )


def _schema_types() -> tuple[ResourceType, ...]:
    return (
        Schema(
            "schema",
            "SCHEMA",
            2,
            Property("isTransient", FLAG, replaces=True, clause=None, default="default", shown=True),
            Property("withManagedAccess", _MANAGED, clause=None, default="default", shown=True),
            Property("dataRetentionTimeInDays", NUMBER, parameter=True),
            COMMENT,
            renames=True,
            parameters=parameters.SCHEMA,
            shows_parameters=True,
            schema_version=2,
        ),
        ObjectType(
            "imageRepository",
            "IMAGE REPOSITORY",
            3,
            Property("encryption", _encryption(), replaces=True, shown=True),
            # there is no UNSET for it
            Property("comment", COMMENT.kind, column="comment", empty=True, reads_zero=True),
            plural="IMAGE REPOSITORIES",
            schema_version=1,
        ),
        Stage.of_type(),
        ObjectType(
            "networkRule",
            "NETWORK RULE",
            3,
            Property("type", words(*_RULES), required=True, replaces=True, column="type", shown=False),
            Property("valueLists", TEXTS, required=True, clause="VALUE_LIST", column="value_list"),
            Property("mode", words(), required=True, replaces=True, column="mode", shown=False),
            COMMENT,
            describes=True,
            named_outputs=(FULL_NAME,),
            schema_version=1,
        ),
        service(),
    )
