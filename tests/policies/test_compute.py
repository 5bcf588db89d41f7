"""What costs by the hour ends by itself, and has a size that somebody agreed to."""

from __future__ import annotations

from typing import Any

import pytest

from milvus_policies.compute import COMPUTE_SUSPENDS, POOLS_WITHIN_LIMITS
from milvus_policies.resources import POOL, UNKNOWN, WAREHOUSE, Resource
from tests.policies.made import resource, said

POOL_NAMED = "compute pool MILVUS_COMPUTE_POOL"


def pool(**properties: Any) -> Resource:
    return resource(POOL, "milvus-pool", name="MILVUS_COMPUTE_POOL", **properties)


def warehouse(**properties: Any) -> Resource:
    return resource(WAREHOUSE, "storage-warehouse", name="W", **properties)


@pytest.mark.parametrize(
    ("given", "subject", "got", "to_do"),
    [
        (pool(autoSuspendSecs=0.0), POOL_NAMED, "autoSuspendSecs is 0, which is never", "pools.milvus"),
        (pool(autoSuspendSecs=7200.0), POOL_NAMED, "autoSuspendSecs is 7200 seconds", "pools.milvus"),
        (warehouse(autoSuspend=0.0), "warehouse W", "autoSuspend is 0, which is never", "warehouseAutoSuspend"),
    ],
)
def test_refuse_what_never_suspends_or_late(given: Resource, subject: str, got: str, to_do: str) -> None:
    (text,) = said(COMPUTE_SUSPENDS, given)
    assert text.startswith(f"{subject}: {got}; allowed: 1 to 3600. To do: set milvus-spcs:{to_do}")


@pytest.mark.parametrize("left", [{}, {"autoSuspendSecs": -1.0}])
def test_what_is_left_to_snowflake_is_an_hour(left: dict[str, float]) -> None:
    assert said(COMPUTE_SUSPENDS, pool(**left)) == []
    assert len(said(COMPUTE_SUSPENDS, pool(**left), maxSeconds=600.0)) == 1


def test_take_what_suspends_or_is_unknown() -> None:
    assert said(COMPUTE_SUSPENDS, warehouse(autoSuspend=180.0)) == []
    assert said(COMPUTE_SUSPENDS, pool(autoSuspendSecs=UNKNOWN)) == []
    assert said(COMPUTE_SUSPENDS, resource("another", "one", autoSuspendSecs=0.0)) == []


def test_refuse_a_family_and_a_size_beyond_the_limits() -> None:
    family, nodes = said(POOLS_WITHIN_LIMITS, pool(instanceFamily="GPU_NV_S", maxNodes=4.0))
    assert family.startswith("compute pool MILVUS_COMPUTE_POOL: instanceFamily is GPU_NV_S; allowed: CPU_X64_XS, CPU_")
    assert "another milvus-spcs:pools.milvus.instanceFamily in the stack's file" in family
    assert nodes.startswith("compute pool MILVUS_COMPUTE_POOL: maxNodes is 4; allowed: at most 3. To do: lower milvus-")


def test_limits_are_those_of_the_configuration() -> None:
    given = pool(instanceFamily="GPU_NV_S", maxNodes=4.0)
    assert said(POOLS_WITHIN_LIMITS, given, families=["GPU_NV_S"], maxNodes=4.0) == []
    assert said(POOLS_WITHIN_LIMITS, pool(instanceFamily=UNKNOWN, maxNodes=UNKNOWN)) == []
    assert said(POOLS_WITHIN_LIMITS, resource("another", "one", maxNodes=9.0)) == []
