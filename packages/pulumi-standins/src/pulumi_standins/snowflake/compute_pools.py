"""Compute pools: stopped before they are dropped."""

from __future__ import annotations

from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake.objects import COMMENT, ObjectType
from pulumi_standins.snowflake.properties import COUNT, FLAG, NAME, NUMBER, TEXTS, Property, words
from pulumi_standins.snowflake.sql import Name


def compute_pool() -> ComputePool:
    return ComputePool(
        "computePool",
        "COMPUTE POOL",
        1,
        Property("forApplication", NAME, replaces=True, clause=None),
        Property("minNodes", COUNT, required=True, column="min_nodes"),
        Property("maxNodes", COUNT, required=True, column="max_nodes"),
        Property("instanceFamily", words(), required=True, replaces=True, column="instance_family", shown=False),
        Property("backupInstanceFamilies", TEXTS, column="backup_instance_families", refreshes_zero=True, shown=False),
        Property("autoResume", FLAG, column="auto_resume", default="default", ignores_current=True),
        Property("initiallySuspended", FLAG, create_only=True, default="default"),
        Property("autoSuspendSecs", NUMBER, column="auto_suspend_secs", default=-1, ignores_current=True),
        COMMENT,
        describes=True,
    )


class ComputePool(ObjectType):
    def clauses(self, inputs: Properties) -> list[str]:
        application = inputs.get("forApplication")
        head = [f"FOR APPLICATION {Name.of(application)}"] if application else []
        return head + super().clauses(inputs)

    def drops(self, name: Name) -> list[str]:
        # a pool with services in it cannot be dropped
        return [f"ALTER COMPUTE POOL IF EXISTS {name} STOP ALL", *super().drops(name)]
