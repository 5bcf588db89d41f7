"""Statements about compute pools."""

from __future__ import annotations

from spcs_local.errors import SnowflakeError
from spcs_local.handlers import object_lifecycle
from spcs_local.handlers.call import Call
from spcs_local.handlers.show import show
from spcs_local.handlers.tags import set_tags, unset_tags
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, ResultColumn, status
from spcs_local.services.operations import Services
from spcs_local.services.placement.families import FAMILIES, Family
from spcs_local.services.placement.nodes import nodes
from spcs_local.services.statements.binding import on
from spcs_local.statements.rules.services import (
    AlterComputePool,
    AlterComputePoolSet,
    AlterComputePoolSetTags,
    AlterComputePoolUnset,
    AlterComputePoolUnsetTags,
    CreateComputePool,
    DescribeComputePool,
    DropComputePool,
    ShowComputePools,
    ShowInstanceFamilies,
)
from spcs_local.statements.statement import Statement

_KIND = "COMPUTE POOL"
# https://docs.snowflake.com/en/sql-reference/sql/show-compute-pool-instance-families
_NUMBERS = ("vcpu", "memory_gib", "storage_gib", "gpu_count", "gpu_memory_gib", "current_node_usage")
_FAMILIES = tuple(
    ResultColumn(name, "FIXED" if name in _NUMBERS else "TEXT")
    for name in (
        *("name", "description", "vcpu", "memory_gib", "storage_gib"),
        *("gpu", "gpu_count", "gpu_memory_gib", "current_node_usage", "message"),
    )
)


class PoolStateError(SnowflakeError):
    """SUSPEND of a suspended pool, RESUME of a running one."""

    def __init__(self, pool: str, done: str) -> None:
        super().__init__(90064, "22000", f"Invalid state. Compute pool '{pool}' cannot be {done}.")


def _act(services: Services, call: Call[AlterComputePool]) -> Result:
    action = call.statement.pool_action
    with call.model.catalog.transaction():
        found = object_lifecycle.find_or_skip(call, _KIND)
        if found is None:
            return status(object_lifecycle.DONE)
        call.access.require(found, "OPERATE")
        _ACTIONS[action](services, call, found)
    services.notify()
    return status(object_lifecycle.DONE)


def _suspend(services: Services, _call: Call[Statement], found: StoredObject) -> None:
    if found["suspended"]:
        raise PoolStateError(found.shown, "suspended")
    services.suspend_pool(found)


def _resume(services: Services, _call: Call[Statement], found: StoredObject) -> None:
    if not found["suspended"]:
        raise PoolStateError(found.shown, "resumed")
    services.resume_pool(found)


def _stop_all(services: Services, call: Call[Statement], found: StoredObject) -> None:
    """Drops services and cancels jobs. https://docs.snowflake.com/en/sql-reference/sql/alter-compute-pool"""
    for row in services.store.in_pool(found.id):
        if row.job is not None:
            services.cancel(row)
            continue
        service = call.model.objects.get(row.id)
        services.back_up(service)
        object_lifecycle.remove(call, service)


_ACTIONS = {"SUSPEND": _suspend, "RESUME": _resume, "STOP ALL": _stop_all}


def _show(_services: Services, call: Call[ShowComputePools]) -> Result:
    return show(call, _KIND, terse=call.statement.terse)


def _families(services: Services, call: Call[ShowInstanceFamilies]) -> Result:
    """To every role."""
    used = dict.fromkeys(FAMILIES, 0)
    for pool in call.model.objects.list(_KIND):
        used[pool["INSTANCE_FAMILY"]] += nodes(services.store, pool)
    return Result(_FAMILIES, [_family(name, family, used[name]) for name, family in FAMILIES.items()])


def _family(name: str, family: Family, used: int) -> list[object]:
    gpus, room = family.gpus, f"{family.cpus} vCPU and {family.memory_gib} GiB of memory"
    described = f"{room}, {gpus.count} {gpus.name}" if gpus.count else room
    holds = [family.cpus, family.memory_gib, family.storage_gib, gpus.name, gpus.count, gpus.memory_gib]
    return [name, described, *holds, used, ""]


HANDLERS = (
    on(CreateComputePool, lambda _services, call: object_lifecycle.create(call, _KIND)),
    on(AlterComputePool, _act),
    on(AlterComputePoolSet, lambda _services, call: object_lifecycle.alter_set(call, _KIND)),
    on(AlterComputePoolUnset, lambda _services, call: object_lifecycle.alter_unset(call, _KIND)),
    on(AlterComputePoolSetTags, lambda _services, call: set_tags(call, _KIND)),
    on(AlterComputePoolUnsetTags, lambda _services, call: unset_tags(call, _KIND)),
    on(DropComputePool, lambda _services, call: object_lifecycle.drop(call, _KIND)),
    on(ShowComputePools, _show),
    on(ShowInstanceFamilies, _families),
    on(DescribeComputePool, lambda _services, call: object_lifecycle.describe(call, _KIND)),
)
