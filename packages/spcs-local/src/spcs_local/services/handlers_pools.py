"""Statements about compute pools."""

from __future__ import annotations

from spcs_local.errors import SnowflakeError
from spcs_local.handlers import generic
from spcs_local.handlers.call import Call, Handler
from spcs_local.handlers.show import show
from spcs_local.model.objects import StoredObject
from spcs_local.model.result import Result, status

_KIND = "COMPUTE POOL"


class PoolStateError(SnowflakeError):
    """SUSPEND of a suspended pool, RESUME of a running one."""

    def __init__(self, pool: str, done: str) -> None:
        super().__init__(90064, "22000", f"Invalid state. Compute pool '{pool}' cannot be {done}.")


def _act(call: Call) -> Result:
    action = call.args["pool_action"]
    with call.account.catalog.transaction():
        found = generic.find_or_skip(call, _KIND)
        if found is None:
            return status(generic.DONE)
        call.access.require(found, "OPERATE")
        _ACTIONS[action](call, found)
    call.account.runtime.notify()
    return status(generic.DONE)


def _suspend(call: Call, found: StoredObject) -> None:
    if found["suspended"]:
        raise PoolStateError(found.shown, "suspended")
    call.account.runtime.suspend_pool(found)


def _resume(call: Call, found: StoredObject) -> None:
    if not found["suspended"]:
        raise PoolStateError(found.shown, "resumed")
    call.account.runtime.resume_pool(found)


def _stop_all(call: Call, found: StoredObject) -> None:
    """Drops services and cancels jobs. https://docs.snowflake.com/en/sql-reference/sql/alter-compute-pool"""
    for row in call.account.runtime.store.in_pool(found.id):
        if row.job is not None:
            call.account.runtime.cancel(row)
            continue
        service = call.account.objects.get(row.id)
        call.account.runtime.back_up(service)
        generic.remove(call, service)


_ACTIONS = {"SUSPEND": _suspend, "RESUME": _resume, "STOP ALL": _stop_all}


def _show(call: Call) -> Result:
    return show(call, _KIND)


HANDLERS: dict[str, Handler] = {
    "create_compute_pool": lambda call: generic.create(call, _KIND),
    "alter_compute_pool": _act,
    "alter_compute_pool_set": lambda call: generic.alter_set(call, _KIND),
    "alter_compute_pool_unset": lambda call: generic.alter_unset(call, _KIND),
    "drop_compute_pool": lambda call: generic.drop(call, _KIND),
    "show_compute_pools": _show,
    "describe_compute_pool": lambda call: generic.describe(call, _KIND),
}
