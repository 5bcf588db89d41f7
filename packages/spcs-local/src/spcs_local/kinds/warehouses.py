"""Warehouses: names with a size and a state. https://docs.snowflake.com/en/sql-reference/sql/create-warehouse"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import DoesNotExistError, InvalidValueError, SnowflakeError
from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import RENAME
from spcs_local.kinds.columns import (
    comment,
    computed,
    constant,
    created_on,
    own_name,
    owner,
    owner_role_type,
    stored,
    yes_no,
)
from spcs_local.kinds.kind import Hooks, Kind
from spcs_local.model.identifiers import quote
from spcs_local.model.object_kinds import ACCOUNT
from spcs_local.model.objects import StoredObject
from spcs_local.model.parameters import properties
from spcs_local.model.properties import Property, boolean, choice, integer, text

# as SHOW prints them, by the spellings that CREATE takes
SIZES = {
    "XSMALL": "X-Small",
    "SMALL": "Small",
    "MEDIUM": "Medium",
    "LARGE": "Large",
    "XLARGE": "X-Large",
    "XXLARGE": "2X-Large",
    "XXXLARGE": "3X-Large",
    "X4LARGE": "4X-Large",
    "X5LARGE": "5X-Large",
    "X6LARGE": "6X-Large",
}
_SPELLINGS = {
    "X_SMALL": "XSMALL",
    "X_LARGE": "XLARGE",
    "X2LARGE": "XXLARGE",
    "2X_LARGE": "XXLARGE",
    "X3LARGE": "XXXLARGE",
    "3X_LARGE": "XXXLARGE",
    "4X_LARGE": "X4LARGE",
    "5X_LARGE": "X5LARGE",
    "6X_LARGE": "X6LARGE",
}

# what each says of the generation; the others are of Snowpark-optimized warehouses
_GENERATIONS = {"STANDARD_GEN_1": "1", "STANDARD_GEN_2": "2"}
CONSTRAINTS = (
    *_GENERATIONS,
    *(f"MEMORY_{times}X{architecture}" for times in (1, 16, 64) for architecture in ("", "_X86")),
)


def _monitor(name: str, value: Any) -> None:
    """The account has no resource monitors to name."""
    monitor = text(name, value)
    if monitor.upper() != "NULL":
        raise DoesNotExistError("RESOURCE MONITOR", quote(monitor))


def _check(change: Change, values: dict[str, Any]) -> None:
    """A constraint must be of the warehouse's type, and say the same as GENERATION where both are given."""
    before = {} if change.before is None else change.before.properties
    both = {**before, **values}
    constraint = both.get("RESOURCE_CONSTRAINT")
    if constraint is None:
        return
    standard = both["WAREHOUSE_TYPE"] == "STANDARD"
    both_given = "GENERATION" in change.given and "RESOURCE_CONSTRAINT" in change.given
    agrees = not both_given or _GENERATIONS.get(constraint) == values["GENERATION"]
    if standard != (constraint in _GENERATIONS) or not agrees:
        raise InvalidValueError(constraint, "RESOURCE_CONSTRAINT")


def _altered(change: Change, found: StoredObject, values: dict[str, Any]) -> None:
    """GENERATION is another word for a standard warehouse's constraint: the later one holds."""
    if "GENERATION" in values and "RESOURCE_CONSTRAINT" not in values and found["RESOURCE_CONSTRAINT"] in _GENERATIONS:
        change.model.objects.change(found, {"RESOURCE_CONSTRAINT": None})


def _created(change: Change, found: StoredObject, values: dict[str, Any]) -> None:
    state = "SUSPENDED" if values["INITIALLY_SUSPENDED"] else "STARTED"
    change.model.objects.change(found, {"state": state})
    change.session.warehouse = found.name


def act(change: Change, found: StoredObject, action: str) -> None:
    """ALTER WAREHOUSE … SUSPEND and RESUME."""
    wanted = "SUSPENDED" if action == "SUSPEND" else "STARTED"
    if found["state"] == wanted and action != "RESUME IF SUSPENDED":
        number, done = (90064, "suspended") if wanted == "SUSPENDED" else (90063, "resumed")
        message = f"Invalid state. Warehouse '{found.shown}' cannot be {done}."
        raise SnowflakeError(number, "22000", message)
    change.model.objects.change(found, {"state": wanted})


KIND = Kind(
    name="WAREHOUSE",
    plural="WAREHOUSES",
    scope=ACCOUNT,
    properties=(
        Property("WAREHOUSE_TYPE", choice("STANDARD", "SNOWPARK-OPTIMIZED"), "STANDARD"),
        Property("WAREHOUSE_SIZE", choice(*SIZES, **_SPELLINGS), "XSMALL"),
        Property("MIN_CLUSTER_COUNT", integer(1, 10), 1),
        Property("MAX_CLUSTER_COUNT", integer(1, 10), 1),
        Property("SCALING_POLICY", choice("STANDARD", "ECONOMY"), "STANDARD"),
        Property("AUTO_SUSPEND", integer(), 600),
        Property("AUTO_RESUME", boolean, True),
        Property("INITIALLY_SUSPENDED", boolean, False, alterable=False),
        Property("ENABLE_QUERY_ACCELERATION", boolean, False),
        Property("QUERY_ACCELERATION_MAX_SCALE_FACTOR", integer(0, 100), 8),
        Property("GENERATION", choice("1", "2"), "1"),
        Property("RESOURCE_CONSTRAINT", choice(*CONSTRAINTS), None),
        Property("RESOURCE_MONITOR", _monitor, None),
        Property("WAIT_FOR_COMPLETION", boolean, stored=False),  # a resize here is over at once
        *properties("WAREHOUSE"),
        Property("COMMENT", text, ""),
    ),
    privileges=("APPLYBUDGET", "MODIFY", "MONITOR", "OPERATE", "USAGE"),
    create_privilege="CREATE WAREHOUSE",
    alter_privileges=("MODIFY",),
    show=(
        own_name(),
        stored("state", "state"),
        stored("type", "WAREHOUSE_TYPE"),
        computed("size", lambda found, _: SIZES[found["WAREHOUSE_SIZE"]]),
        stored("min_cluster_count", "MIN_CLUSTER_COUNT", "FIXED"),
        stored("max_cluster_count", "MAX_CLUSTER_COUNT", "FIXED"),
        computed("started_clusters", lambda found, _: int(found["state"] == "STARTED"), "FIXED"),
        constant("running", 0, "FIXED"),
        constant("queued", 0, "FIXED"),
        computed(
            "is_default",
            lambda found, view: yes_no(found.name == view.model.user_default(view.session, "DEFAULT_WAREHOUSE")),
        ),
        computed("is_current", lambda found, view: yes_no(found.name == view.session.warehouse)),
        constant("is_interactive", "N"),
        stored("auto_suspend", "AUTO_SUSPEND", "FIXED"),
        stored("auto_resume", "AUTO_RESUME"),
        computed("available", lambda found, _: "100" if found["state"] == "STARTED" else ""),
        constant("provisioning"),
        constant("quiescing"),
        constant("other"),
        created_on(),
        computed("resumed_on", lambda found, _: found.created_on, "TIMESTAMP_LTZ"),
        computed("updated_on", lambda found, _: found.updated_on, "TIMESTAMP_LTZ"),
        owner(),
        comment(),
        stored("enable_query_acceleration", "ENABLE_QUERY_ACCELERATION"),
        stored("query_acceleration_max_scale_factor", "QUERY_ACCELERATION_MAX_SCALE_FACTOR", "FIXED"),
        constant("resource_monitor", "null"),
        constant("actives", 0, "FIXED"),
        constant("pendings", 0, "FIXED"),
        constant("failed", 0, "FIXED"),
        computed("suspended", lambda found, _: int(found["state"] == "SUSPENDED"), "FIXED"),
        computed("uuid", lambda found, _: str(found.id)),
        stored("scaling_policy", "SCALING_POLICY"),
        owner_role_type(),
        stored("resource_constraint", "RESOURCE_CONSTRAINT"),
        computed("generation", lambda found, _: _GENERATIONS.get(found["RESOURCE_CONSTRAINT"], found["GENERATION"])),
    ),
    describe=(created_on(), own_name(), constant("kind", "WAREHOUSE")),
    clauses=frozenset({RENAME}),
    hooks=Hooks(check=_check, created=_created, altered=_altered),
)
