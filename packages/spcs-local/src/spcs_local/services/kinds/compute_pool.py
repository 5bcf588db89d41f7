"""Compute pools. https://docs.snowflake.com/en/sql-reference/sql/create-compute-pool

Whether a pool is to run stands in its `suspended` property; its `state` follows, by the table of `pool_transitions`.
"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import InvalidValueError, SnowflakeError
from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import PAGES
from spcs_local.kinds.columns import comment, computed, constant, created_on, own_name, owner, spelled, stored
from spcs_local.kinds.kind import Column, Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.model.identifiers import quote
from spcs_local.model.object_kinds import ACCOUNT
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, boolean, choice, integer, strings, text
from spcs_local.services.dooming import doom_volumes
from spcs_local.services.placement.families import FAMILIES
from spcs_local.services.placement.nodes import active_nodes, nodes
from spcs_local.services.records.store import Store
from spcs_local.services.states import PoolState, ServiceStatus

MOST_NODES = 50


class PoolInUseError(SnowflakeError):
    """DROP of a pool that still has services."""

    def __init__(self, pool: str) -> None:
        message = (
            f"Compute pool {pool} cannot be dropped since it still has services, which must be dropped first:"
            f" 'ALTER COMPUTE POOL {pool} STOP ALL' drops them."
        )
        super().__init__(392600, "22000", message)


class NotSuspendedError(SnowflakeError):
    """ALTER … SET INSTANCE_FAMILY of a pool that has nodes. No public source has the number."""

    def __init__(self) -> None:
        message = (
            "SQL compilation error:\nInvalid property 'INSTANCE_FAMILY' for 'COMPUTE_POOL':\nCannot set INSTANCE_FAMILY"
            " for compute pool that is not suspended. Please suspend the compute pool first."
        )
        super().__init__(1422, "42601", message)


class BackupFamilyError(SnowflakeError):
    """A backup that is the pool's own family. No public source has the number."""

    def __init__(self, family: str) -> None:
        message = (
            "SQL compilation error:\nInvalid BACKUP_INSTANCE_FAMILIES for compute pool: BACKUP_INSTANCE_FAMILIES"
            f" contains '{family}' which matches the primary INSTANCE_FAMILY. Each backup must be different from the"
            " primary."
        )
        super().__init__(1008, "22023", message)


def plain_name(name: str) -> None:
    """Pools and services take no name that needs quotes."""
    if quote(name) != name:
        raise InvalidValueError(name, "NAME")


def _check(change: Change, values: dict[str, Any]) -> None:
    """MIN_NODES and MAX_NODES must fit together, also when only one of them is altered."""
    if change.before is None:
        plain_name(change.name)
    before: dict[str, Any] = {} if change.before is None else change.before.properties
    least = values.get("MIN_NODES", before.get("MIN_NODES"))
    most = values.get("MAX_NODES", before.get("MAX_NODES"))
    if least is not None and most is not None and least > most:
        raise InvalidValueError(most, "MAX_NODES")
    _check_families(before, values)


def _check_families(before: dict[str, Any], values: dict[str, Any]) -> None:
    rests = not before or (before["suspended"] and before["state"] == PoolState.SUSPENDED)
    if "INSTANCE_FAMILY" in values and not rests:
        raise NotSuspendedError
    both = {**before, **values}
    if both["INSTANCE_FAMILY"] in (both.get("BACKUP_INSTANCE_FAMILIES") or ()):
        raise BackupFamilyError(both["INSTANCE_FAMILY"])


def _created(change: Change, found: StoredObject, values: dict[str, Any]) -> None:
    suspended = values["INITIALLY_SUSPENDED"]
    state = PoolState.SUSPENDED if suspended else PoolState.STARTING
    change.model.objects.change(found, {"suspended": suspended, "state": state, "since": change.model.clock()})
    change.model.services_wanted.set()


def _altered(change: Change, _found: StoredObject, _values: dict[str, Any]) -> None:
    change.model.services_wanted.set()


def _drop(change: Change, found: StoredObject) -> None:
    """Jobs that are over go with their pool, whoever owns them."""
    rows = Store(change.model.catalog).in_pool(found.id)
    if not all(row.ended or row.status == ServiceStatus.CANCELLING for row in rows):
        raise PoolInUseError(found.shown)
    for row in rows:
        job = change.model.objects.get(row.id)
        doom_volumes(change.model, job)
        change.model.objects.drop(job)


def _families(name: str, value: Any) -> list[str]:
    return [choice(*FAMILIES)(name, item) for item in strings(name, value)]


def _services(found: StoredObject, view: View) -> int:
    return sum(row.job is None for row in Store(view.model.catalog).in_pool(found.id))


def _jobs(found: StoredObject, view: View) -> int:
    return sum(row.job is not None and not row.ended for row in Store(view.model.catalog).in_pool(found.id))


def _active(found: StoredObject, view: View) -> int:
    return active_nodes(Store(view.model.catalog), found)


def _idle(found: StoredObject, view: View) -> int:
    return nodes(Store(view.model.catalog), found) - _active(found, view)


def _target(found: StoredObject, view: View) -> int:
    return 0 if found["suspended"] else max(found["MIN_NODES"], _active(found, view))


_SENTENCES = {
    PoolState.STARTING: "Compute pool is starting",
    PoolState.RESIZING: "Compute pool is resizing",
    PoolState.IDLE: "Compute pool is ready",
    PoolState.ACTIVE: "Compute pool is ready",
    PoolState.STOPPING: "Compute pool is stopping",
    PoolState.SUSPENDED: "Compute pool is suspended",
}

_SHOW: tuple[Column, ...] = (
    own_name(),
    stored("state", "state"),
    stored("min_nodes", "MIN_NODES", "FIXED"),
    stored("max_nodes", "MAX_NODES", "FIXED"),
    stored("instance_family", "INSTANCE_FAMILY"),
    computed("num_services", _services, "FIXED"),
    computed("num_jobs", _jobs, "FIXED"),
    stored("auto_suspend_secs", "AUTO_SUSPEND_SECS", "FIXED"),
    computed("auto_resume", lambda found, _: spelled(found["AUTO_RESUME"])),
    computed("active_nodes", _active, "FIXED"),
    computed("idle_nodes", _idle, "FIXED"),
    computed("target_nodes", _target, "FIXED"),
    created_on(),
    # a pool that was created suspended has never been resumed, and yet clients read a time here
    computed("resumed_on", lambda found, _: found["resumed_on"] or found.created_on, "TIMESTAMP_LTZ"),
    computed("updated_on", lambda found, _: found.updated_on, "TIMESTAMP_LTZ"),
    owner(),
    comment(),
    constant("is_exclusive", "false"),
    constant("application", None),
    computed("backup_instance_families", lambda found, _: ",".join(found["BACKUP_INSTANCE_FAMILIES"] or ())),
)

COMPUTE_POOL = Kind(
    name="COMPUTE POOL",
    plural="COMPUTE POOLS",
    scope=ACCOUNT,
    properties=(
        Property("MIN_NODES", integer(1, MOST_NODES), required=True, unset=False),
        Property("MAX_NODES", integer(1, MOST_NODES), required=True, unset=False),
        Property("INSTANCE_FAMILY", choice(*FAMILIES), required=True, unset=False),
        Property("AUTO_RESUME", boolean, True),
        Property("INITIALLY_SUSPENDED", boolean, False, alterable=False),
        Property("AUTO_SUSPEND_SECS", integer(), 3600),
        Property("BACKUP_INSTANCE_FAMILIES", _families, []),  # capacity never lacks here
        Property("COMMENT", text, ""),
    ),
    privileges=("MODIFY", "MONITOR", "OPERATE", "USAGE"),
    create_privilege="CREATE COMPUTE POOL",
    alter_privileges=("MODIFY",),
    describe_privileges=("MONITOR",),
    show=_SHOW,
    describe=(
        *_SHOW,
        constant("error_code"),
        computed("status_message", lambda found, _: _SENTENCES.get(found["state"], "")),
    ),
    clauses=frozenset(PAGES),
    hooks=Hooks(check=_check, created=_created, altered=_altered, drop=_drop),
)
