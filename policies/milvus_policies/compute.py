"""What costs by the hour ends by itself, and has a size that somebody agreed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from milvus_policies.resources import POOL, WAREHOUSE, Resource
from milvus_policies.rules import Config, ResourceRule, violation

SECONDS = {
    "maxSeconds": {
        "type": "integer",
        "minimum": 1,
        "default": 3600,
        "description": "How long a pool or a warehouse may idle",
    }
}
LIMITS: Mapping[str, Mapping[str, Any]] = {
    "families": {
        "type": "array",
        "items": {"type": "string"},
        "default": ["CPU_X64_XS", "CPU_X64_S", "CPU_X64_M"],
        "description": "Instance families that pools may have",
    },
    "maxNodes": {"type": "integer", "minimum": 1, "default": 3, "description": "Nodes of a pool"},
}


@dataclass(frozen=True)
class _Idle:
    """The property, Snowflake's value where it has none, and what to set."""

    name: str
    default: int
    setting: str


# https://docs.snowflake.com/en/sql-reference/sql/create-compute-pool
# https://docs.snowflake.com/en/sql-reference/sql/create-warehouse
_IDLE = {
    POOL: _Idle("autoSuspendSecs", 3600, "milvus-spcs:pools.{key}.autoSuspend"),
    WAREHOUSE: _Idle("autoSuspend", 600, "milvus-spcs:warehouseAutoSuspend"),
}


def _check_suspends(resource: Resource, config: Config) -> Iterator[str]:
    idle = _IDLE.get(resource.kind)
    if idle is None:
        return
    seconds = _number(resource, idle.name, idle.default)
    longest = int(config["maxSeconds"])
    if seconds is not None and not 0 < seconds <= longest:
        got = f"{idle.name} is {seconds}" + (", which is never" if seconds == 0 else " seconds")
        setting = idle.setting.format(key=resource.key)
        yield violation(
            resource.subject,
            got,
            f"1 to {longest}",
            f"set {setting} so in the stack's file, or maxSeconds in the pack's configuration",
        )


def _check_limits(resource: Resource, config: Config) -> Iterator[str]:
    if resource.kind != POOL:
        return
    row = f"milvus-spcs:pools.{resource.key}"
    family, families = resource.properties.get("instanceFamily"), config["families"]
    if isinstance(family, str) and family.upper() not in families:
        yield violation(
            resource.subject,
            f"instanceFamily is {family}",
            ", ".join(families),
            f"another {row}.instanceFamily in the stack's file, or this one among families in the pack's configuration",
        )
    nodes, most = _number(resource, "maxNodes", 1), int(config["maxNodes"])
    if nodes is not None and nodes > most:
        yield violation(
            resource.subject,
            f"maxNodes is {nodes}",
            f"at most {most}",
            f"lower {row}.maxNodes in the stack's file, or raise maxNodes in the pack's configuration",
        )


def _number(resource: Resource, name: str, default: int) -> int | None:
    """None while it is unknown. The plugin has -1 for what is left to Snowflake."""
    value = resource.properties.get(name, default)
    if not isinstance(value, int | float):
        return None
    return default if value < 0 else int(value)


COMPUTE_SUSPENDS = ResourceRule(
    "compute-suspends", "Compute pools and warehouses suspend when they idle.", check=_check_suspends, settings=SECONDS
)
POOLS_WITHIN_LIMITS = ResourceRule(
    "pools-within-limits",
    "Compute pools have a family and a size that are allowed.",
    check=_check_limits,
    settings=LIMITS,
)
