"""Rows of SHOW and DESCRIBE as the provider's outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pulumi_standins.provider.values import Properties, Value
from pulumi_standins.snowflake.properties import camel, names_in, plural
from pulumi_standins.snowflake.sql import Name

Row = Mapping[str, Any]

BOOLEANS = frozenset(
    {
        "abort_detached_query",
        "auto_resume",
        "directory_enabled",
        "disabled",
        "enable_query_acceleration",
        "enabled",
        "ext_authn_duo",
        "has_credentials",
        "has_encryption_key",
        "has_mfa",
        "has_password",
        "has_rsa_public_key",
        "has_workload_identity",
        "is_async_job",
        "is_current",
        "is_default",
        "is_exclusive",
        "is_inherited",
        "is_job",
        "is_upgrading",
        "must_change_password",
        "snowflake_lock",
    }
)
INTEGERS = frozenset(
    {
        "active_nodes",
        "assigned_to_users",
        "auto_suspend",
        "auto_suspend_secs",
        "current_instances",
        "entries_in_valuelist",
        "granted_roles",
        "granted_to_roles",
        "idle_nodes",
        "max_cluster_count",
        "max_instances",
        "max_nodes",
        "min_cluster_count",
        "min_instances",
        "min_nodes",
        "min_ready_instances",
        "num_jobs",
        "num_services",
        "query_acceleration_max_scale_factor",
        "queued",
        "running",
        "started_clusters",
        "target_instances",
        "target_nodes",
    }
)
FLOATS = frozenset({"available", "provisioning", "quiescing", "other"})
# columns that the plugin does not look at
UNTOLD = frozenset(
    {
        "actives",
        "budget",
        "failed",
        "has_pat",
        "is_from_organization_user",
        "is_interactive",
        "notification_channel",
        "object_visibility",
        "pendings",
        "suspended",
        "uuid",
    }
)
# a time that is not given
NEVER = "0001-01-01 00:00:00 +0000 UTC"
TIMES = frozenset({"dropped_on", "expires_at_time", "last_success_login", "locked_until_time"})
# columns whose wire names do not follow from theirs
NAMES = {"entries_in_valuelist": "entriesInValueList"}
LISTS = {
    "external_access_integrations": "externalAccessIntegrations",
    "backup_instance_families": "backupInstanceFamilies",
    "value_list": "valueLists",
    "oauth_scopes": "oauthScopes",
    "allowed_network_rules": "allowedNetworkRules",
    "allowed_authentication_secrets": "allowedAuthenticationSecrets",
    "allowed_api_authentication_integrations": "allowedApiAuthenticationIntegrations",
}


def lower_keys(row: Row) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in row.items()}


def output(row: Row) -> Properties:
    """A row with the wire's names and types; a number that is not given is left out."""
    typed = {wire_name(name): _typed(name, value) for name, value in row.items() if name not in UNTOLD}
    return {name: value for name, value in typed.items() if value is not None}


def wire_name(column: str) -> str:
    return LISTS.get(column) or NAMES.get(column) or camel(column)


def described(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """DESCRIBE answers with one row of columns, or with a row for each property."""
    if rows and "property" in rows[0]:
        value = "property_value" if "property_value" in rows[0] else "value"
        return {str(row["property"]).lower(): row.get(value) for row in rows}
    return rows[0] if rows else {}


def parameters(rows: Iterable[Row]) -> Properties:
    """SHOW PARAMETERS as the plugin's outputs."""
    return {camel(str(row["key"]).lower()): _PARAMETER[row["type"]](row["value"]) for row in rows}


def parameter_outputs(rows: Iterable[Row], names: Iterable[str]) -> Properties:
    """SHOW PARAMETERS row by row; the plugin names each in the plural."""
    columns = ("key", "value", "default", "level", "description")
    found = {camel(str(row["key"]).lower()): row for row in rows}
    return {
        plural(name): [{column: str(found[name].get(column) or "") for column in columns}]
        for name in names
        if name in found and name not in _NOT_AMONG_PARAMETERS
    }


_NOT_AMONG_PARAMETERS = frozenset({"defaultNotebookComputePoolCpu", "defaultNotebookComputePoolGpu"})
_PARAMETER: Mapping[str, Callable[[str], Value]] = {
    "BOOLEAN": lambda text: text == "true",
    "NUMBER": int,
    "STRING": str,
}


def _typed(name: str, value: Any) -> Value:
    if name == "allowed_network_rules":
        return sorted(Name.parse(item).sql for item in names_in(value))
    if name in LISTS:
        return [item.strip('"') if name == "external_access_integrations" else item for item in names_in(value)]
    if name in TIMES:
        return str(value) if value else NEVER
    text = str(value if value is not None else "")
    if name in BOOLEANS:
        return text.lower() in ("true", "y", "yes")
    if name in INTEGERS:
        return int(text) if text.lstrip("-").isdigit() else None
    if name in FLOATS:
        return float(text) if text.replace(".", "", 1).isdigit() else 0
    return text
