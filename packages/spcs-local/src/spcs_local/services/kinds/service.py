"""Services. https://docs.snowflake.com/en/sql-reference/sql/create-service"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import yaml

from spcs_local.errors import InvalidValueError
from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import PAGES
from spcs_local.kinds.columns import (
    comment,
    computed,
    constant,
    created_on,
    database_name,
    own_name,
    owner,
    owner_role_type,
    schema_name,
    spelled,
    stored,
)
from spcs_local.kinds.kind import Column, Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.model.identifiers import Name, quote
from spcs_local.model.object_kinds import SCHEMA
from spcs_local.model.objects import StoredObject
from spcs_local.model.parameters import properties
from spcs_local.model.properties import Property, boolean, integer, text
from spcs_local.services.dooming import doom_volumes
from spcs_local.services.names import dns_name
from spcs_local.services.records.events import Events
from spcs_local.services.records.rows import ServiceRow
from spcs_local.services.records.store import Store
from spcs_local.services.states import ServiceStatus
from spcs_local.specification import load, written_containers


def _names(name: str, value: Any) -> list[str]:
    """Stored names of account-level objects, given as names or as strings."""
    return [_stored_name(name, item) for item in (value if isinstance(value, list) else [value])]


def _stored_name(name: str, value: Any) -> str:
    """The stored form of a name, or of the text of one."""
    return value.last if isinstance(value, Name) else text(name, value)


def _idle_seconds(name: str, value: Any) -> int:
    """None, or as many as Snowflake waits at least; no page has the number of the refusal."""
    seconds: int = integer()(name, value)
    if 0 < seconds < LEAST_IDLE_SECONDS:
        raise InvalidValueError(seconds, name)
    return seconds


def _row(found: StoredObject, view: View) -> ServiceRow:
    row = Store(view.model.catalog).service(found.id)
    if row is None:
        raise LookupError(f"service {found.path} has no row of its own")
    return row


def _from_row(column: str, value: Callable[[ServiceRow], Any], kind: str = "TEXT") -> Column:
    return Column(column, lambda found, view: value(_row(found, view)), kind)


def _pool(found: StoredObject, view: View) -> str:
    return quote(view.model.objects.get(_row(found, view).pool_id).name)


def _current(found: StoredObject, view: View) -> int:
    return len(Store(view.model.catalog).placed(found.id))


def _target(found: StoredObject, view: View) -> int:
    row = _row(found, view)
    return 0 if row.suspended or row.ended else int(found["MIN_INSTANCES"])


def _specification(found: StoredObject, view: View) -> str:
    """As it was given, each container with the digest that its image is pinned to; for the owner alone.

    Others find an empty text: the provider plugin takes no NULL there.
    """
    if not view.access.holds(found):
        return ""
    revision = _row(found, view).revision
    content = load(revision.text)
    for container in written_containers(content):
        container["sha256"] = "@" + revision.images[container["name"]].partition("@")[2]
    return yaml.safe_dump(content, sort_keys=False)


# Snowflake documents no bound; instances without room are there all the same, and each is work for the controller
MOST_INSTANCES = 1000
LEAST_IDLE_SECONDS = 300
_BEFORE = (
    own_name(),
    _from_row("status", lambda row: row.status),
    database_name(),
    schema_name(),
    owner(),
    computed("compute_pool", _pool),
)
_AFTER = (
    computed("dns_name", dns_name),
    computed("current_instances", _current, "FIXED"),
    computed("target_instances", _target, "FIXED"),
    stored("min_ready_instances", "MIN_READY_INSTANCES", "FIXED"),
    stored("min_instances", "MIN_INSTANCES", "FIXED"),
    stored("max_instances", "MAX_INSTANCES", "FIXED"),
    stored("auto_resume", "AUTO_RESUME"),
    computed(
        "external_access_integrations",
        lambda found, _: json.dumps(names) if (names := found["EXTERNAL_ACCESS_INTEGRATIONS"]) else None,
    ),
    created_on(),
    computed("updated_on", lambda found, _: found.updated_on, "TIMESTAMP_LTZ"),
    _from_row("resumed_on", lambda row: row.resumed_on, "TIMESTAMP_LTZ"),
    _from_row("suspended_on", lambda row: row.suspended_on, "TIMESTAMP_LTZ"),
    stored("auto_suspend_secs", "AUTO_SUSPEND_SECS", "FIXED"),
    comment(),
    owner_role_type(),
    computed("query_warehouse", lambda found, _: quote(name) if (name := found["QUERY_WAREHOUSE"]) else None),
    _from_row("is_job", lambda row: spelled(row.job is not None)),
    _from_row("is_async_job", lambda row: spelled(row.job is not None and row.job.asynchronous)),
    _from_row("spec_digest", lambda row: row.revision.digest),
    _from_row("is_upgrading", lambda row: spelled(row.upgrading)),
    constant("managing_object_domain", None),
    constant("managing_object_name", None),
)


def _drop(change: Change, found: StoredObject) -> None:
    doom_volumes(change.model, found)
    Events(change.model.catalog).service(found.id, ServiceStatus.DELETED)


def _dropped(change: Change, _found: StoredObject) -> None:
    change.model.services_wanted.set()


_COMMON = (
    Property("EXTERNAL_ACCESS_INTEGRATIONS", _names, []),
    Property("QUERY_WAREHOUSE", _stored_name, None),
    Property("COMMENT", text, ""),
    *properties("SERVICE"),
)

SERVICE = Kind(
    name="SERVICE",
    plural="SERVICES",
    scope=SCHEMA,
    properties=(
        *_COMMON,
        Property("MIN_INSTANCES", integer(1, MOST_INSTANCES), 1),
        Property("MAX_INSTANCES", integer(1, MOST_INSTANCES), 1),
        Property("MIN_READY_INSTANCES", integer(1, MOST_INSTANCES), 1),
        Property("AUTO_RESUME", boolean, True),
        Property("AUTO_SUSPEND_SECS", _idle_seconds, 0),
    ),
    privileges=("MONITOR", "OPERATE", "USAGE"),
    create_privilege="CREATE SERVICE",
    transferable=False,
    show=(*_BEFORE, *_AFTER),
    describe=(*_BEFORE, computed("spec", _specification), *_AFTER),
    clauses=frozenset(PAGES),
    hooks=Hooks(drop=_drop, dropped=_dropped),
)

# what EXECUTE JOB SERVICE takes, and the columns of SHOW JOB SERVICES and of SHOW SERVICES EXCLUDE JOBS:
# https://docs.snowflake.com/en/sql-reference/sql/show-services#output
JOB = replace(
    SERVICE,
    name="JOB SERVICE",
    properties=_COMMON,
    show=tuple(column for column in SERVICE.show if column.name != "is_job"),
)
NO_JOBS = tuple(column for column in JOB.show if column.name != "is_async_job")
