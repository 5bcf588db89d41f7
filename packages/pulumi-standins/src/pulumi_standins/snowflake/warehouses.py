"""Warehouses: their size has many spellings, and only ALTER brings some defaults back."""

from __future__ import annotations

from pulumi_standins.provider.provider import State
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake import parameters
from pulumi_standins.snowflake.objects import COMMENT, SHOWN, ObjectType
from pulumi_standins.snowflake.properties import FLAG, NAME, NUMBER, SWITCH, Property, words
from pulumi_standins.snowflake.resource import Session
from pulumi_standins.snowflake.sql import Name

_SIZES = ("XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE", "XXXLARGE", "X4LARGE", "X5LARGE", "X6LARGE")
_SIZE_NAMES = {
    "2XLARGE": "XXLARGE",
    "3XLARGE": "XXXLARGE",
    "4XLARGE": "X4LARGE",
    "5XLARGE": "X5LARGE",
    "6XLARGE": "X6LARGE",
}


def warehouse() -> Warehouse:
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


class Warehouse(ObjectType):
    def shown(self, session: Session, name: Name) -> Properties:
        shown = super().shown(session, name)
        row = shown[SHOWN][0]
        size = self._property("warehouseSize").kind.normal
        row["size"] = size(row["size"]) if row.get("size") else ""
        row["resourceMonitor"] = "" if row.get("resourceMonitor") == "null" else row.get("resourceMonitor", "")
        return shown

    def drift(self, old: State, outputs: Properties) -> Properties:
        imported = {} if old.outputs else {"resourceMonitor": ""}
        return {**imported, **super().drift(old, outputs)}

    def forced(self, _old: State, news: Properties, changed: set[str]) -> bool:
        return "warehouseSize" in changed and not news.get("warehouseSize")


def _size(value: str) -> str:
    """X-Small, XSMALL and x-small are one size."""
    plain = value.upper().replace("-", "")
    return _SIZE_NAMES.get(plain, plain)
