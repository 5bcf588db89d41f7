"""Network rules. https://docs.snowflake.com/en/sql-reference/sql/create-network-rule"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import InvalidValueError
from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import PAGES
from spcs_local.kinds.columns import (
    comment,
    computed,
    created_on,
    database_name,
    own_name,
    owner,
    owner_role_type,
    schema_name,
    stored,
)
from spcs_local.kinds.kind import Hooks, Kind
from spcs_local.model.egress import HostPort
from spcs_local.model.object_kinds import SCHEMA
from spcs_local.model.properties import Property, choice, strings, text


def _check(change: Change, values: dict[str, Any]) -> None:
    """Hosts and ports must be readable as such. The number is unverified."""
    kind = values["TYPE"] if change.before is None else change.before["TYPE"]
    for value in values.get("VALUE_LIST", []):
        if kind == "HOST_PORT" and HostPort.read(value) is None:
            raise InvalidValueError(value, "VALUE_LIST")


_COMMON = (
    created_on(),
    own_name(),
    database_name(),
    schema_name(),
    owner(),
    comment(),
    stored("type", "TYPE"),
    stored("mode", "MODE"),
)

KIND = Kind(
    name="NETWORK RULE",
    plural="NETWORK RULES",
    scope=SCHEMA,
    properties=(
        Property(
            "TYPE",
            choice(
                "IPV4", "IPV6", "AWSVPCEID", "AZURELINKID", "GCPPSCID", "HOST_PORT", "PRIVATE_HOST_PORT", "COMPUTE_POOL"
            ),
            required=True,
            alterable=False,
        ),
        Property("MODE", choice("INGRESS", "INTERNAL_STAGE", "EGRESS"), "INGRESS", alterable=False),
        Property("VALUE_LIST", strings, []),
        Property("COMMENT", text, ""),
    ),
    create_privilege="CREATE NETWORK RULE",
    describe_privileges=(),
    show=(
        *_COMMON,
        computed("entries_in_valuelist", lambda found, _: len(found["VALUE_LIST"]), "FIXED"),
        owner_role_type(),
    ),
    describe=(
        *_COMMON,
        computed("value_list", lambda found, _: ",".join(found["VALUE_LIST"])),
    ),
    clauses=frozenset(PAGES),
    hooks=Hooks(check=_check),
)
