"""What of a stack runs, by its state and the account."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from components.account_objects import ObjectName
from components.deployment import Deployment
from components.running import NOT_SHOWN, Pool, running
from components.session import Row

MADE = datetime(2026, 11, 27, 8, tzinfo=UTC)
RESUMED = datetime(2026, 11, 28, 9, tzinfo=UTC)
RESTS = datetime(2026, 11, 28, 20, tzinfo=UTC)
PLACE = {"database": "D", "schema": "S"}
RESOURCES = [
    {"type": "snowflake:index/computePool:ComputePool", "inputs": {"name": "P"}, "id": "P"},
    {"type": "snowflake:index/warehouse:Warehouse", "inputs": {"name": "W"}, "id": "W"},
    {"type": "snowflake:index/service:Service", "inputs": {"name": "M", "computePool": "P", **PLACE}, "id": "m"},
    {"type": "snowflake:index/service:Service", "inputs": {"name": "J", "computePool": "BIG", **PLACE}, "id": "j"},
    # one that was never made
    {"type": "snowflake:index/computePool:ComputePool", "inputs": {"name": "NONE"}},
]
DEPLOYMENT = Deployment({"deployment": {"resources": [{"urn": str(it), **it} for it in RESOURCES]}})
POOL: Row = {
    "state": "ACTIVE",
    "instance_family": "CPU_X64_S",
    "active_nodes": 1,
    "idle_nodes": 1,
    "max_nodes": 3,
    "resumed_on": RESUMED,
}
SERVICE: Row = {
    "status": "RUNNING",
    "compute_pool": "P",
    "current_instances": 1,
    "target_instances": 1,
    "created_on": MADE,
    "resumed_on": None,
    "suspended_on": None,
}


def looked(**rows: Row) -> Any:
    def look(name: ObjectName) -> Row | None:
        return rows.get(name.parts[-1])

    return running(DEPLOYMENT, look)


def test_tell_of_pools_services_and_the_warehouse_of_the_state() -> None:
    found = looked(P=POOL, M=SERVICE, W={"state": "STARTED", "size": "X-Small"})
    assert [it.name for it in found.pools] == ["BIG", "P"]
    big, own = found.pools
    assert (own.state, own.family, own.nodes, own.most, own.since) == ("ACTIVE", "CPU_X64_S", 2, 3, RESUMED)
    assert (big.state, big.nodes, big.credits) == (NOT_SHOWN, 0, 0)
    assert [(it.name, it.pool, it.status, it.since) for it in found.services] == [
        ("J", "BIG", NOT_SHOWN, None),
        ("M", "P", "RUNNING", MADE),
    ]
    assert [(it.name, it.state, it.size) for it in found.warehouses] == [("W", "STARTED", "X-Small")]


@pytest.mark.parametrize(
    ("more", "since"),
    [
        ({"resumed_on": RESUMED}, RESUMED),
        ({"status": "SUSPENDED", "suspended_on": RESTS, "resumed_on": RESUMED}, RESTS),
    ],
)
def test_tell_since_when_it_is_so(more: Row, since: datetime) -> None:
    assert looked(M={**SERVICE, **more}).services[1].since == since


def test_tell_no_time_of_a_pool_that_rests() -> None:
    assert looked(P={**POOL, "state": "SUSPENDED", "active_nodes": 0, "idle_nodes": 0}).pools[1].since is None


@pytest.mark.parametrize(
    ("state", "family", "nodes", "an_hour"),
    [
        ("ACTIVE", "CPU_X64_S", 2, Decimal("0.22")),
        ("IDLE", "GPU_NV_S", 1, Decimal("0.57")),
        ("RESIZING", "CPU_X64_XS", 1, Decimal("0.06")),
        ("STOPPING", "CPU_X64_XS", 1, Decimal("0.06")),
        ("STARTING", "CPU_X64_S", 1, Decimal(0)),
        ("SUSPENDED", "GEN_X64_G2_4", 0, Decimal(0)),
        ("ACTIVE", "GEN_X64_G2_4", 1, None),
    ],
)
def test_price_what_is_billed_and_has_a_price(state: str, family: str, nodes: int, an_hour: Decimal | None) -> None:
    assert Pool("P", state, family, nodes, 3, None).credits == an_hour
