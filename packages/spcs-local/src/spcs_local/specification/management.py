"""What a service specification says of logs, metrics and scaling: checked, then left alone.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from spcs_local.specification.fields import Fields


class EventTable(Fields):
    """Which lines of a container's log reach the event table."""

    log_level: Literal["INFO", "ERROR", "NONE"] = "INFO"


class LogExporters(Fields):
    """Where logs go beside SYSTEM$GET_SERVICE_LOGS."""

    event_table_config: EventTable = EventTable()


class MetricConfig(Fields):
    """Groups of platform metrics."""

    groups: list[str] = Field(default_factory=list)


class PlatformMonitor(Fields):
    """Metrics of the platform."""

    metric_config: MetricConfig = MetricConfig()


class TargetScaling(Fields):
    """The value that scaling aims at."""

    target_value: float


class MetricCondition(Fields):
    """When a policy acts."""

    metric_name: str
    aggregation_type: Literal["min", "max", "avg"] | None = None
    stabilization_period_secs: int | None = Field(default=None, ge=0, strict=True)
    target_scaling: TargetScaling | None = None


class Condition(Fields):
    """One condition."""

    metric_condition: MetricCondition


class AnyConditions(Fields):
    """One of them suffices."""

    any_conditions: tuple[Condition, ...] = Field(min_length=1)


class AllConditions(Fields):
    """All of them hold."""

    all_conditions: tuple[Condition, ...] = Field(min_length=1)


class AutoScalingPolicies(Fields):
    """When instances come and go."""

    scale_up: AnyConditions | None = None
    scale_down: AllConditions | None = None
    suspend: AllConditions | None = None


class ResourceManagement(Fields):
    """How a service scales; checked, then left alone."""

    auto_scaling_policies: AutoScalingPolicies | None = None
