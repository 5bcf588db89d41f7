"""Context functions. https://docs.snowflake.com/en/sql-reference/functions-context"""

from __future__ import annotations

import json
from typing import Any

from spcs_local.errors import InvalidValueError
from spcs_local.handlers.call import Call, Function, needs
from spcs_local.model.typed import now

VERSION = "9.36.0"
_UNITS = {"DAYS": 86400, "HOURS": 3600, "MINUTES": 60, "SECONDS": 1, "MILLISECONDS": 0.001}


def _available_roles(call: Call, _arguments: list[Any]) -> str:
    return json.dumps(sorted(call.model.roles_of(call.access.principal)))


def _secondary_roles(call: Call, _arguments: list[Any]) -> str:
    roles = ",".join(call.access.principal.secondary_roles)
    return json.dumps({"roles": roles, "value": "ALL" if call.session.secondary == "ALL" else ""})


def _is_role_in_session(call: Call, arguments: list[Any]) -> bool:
    return call.model.has_role(call.access.principal, str(arguments[0]))


def _schemas(call: Call, _arguments: list[Any]) -> str:
    session = call.session
    return json.dumps([f"{session.database}.{session.schema}"] if session.schema else [])


def _wait(call: Call, arguments: list[Any]) -> str:
    """SYSTEM$WAIT(amount [, unit]). https://docs.snowflake.com/en/sql-reference/stored-procedures/system_wait"""
    unit = str(arguments[1]).upper() if len(arguments) > 1 else "SECONDS"
    if unit not in _UNITS:
        raise InvalidValueError(unit, "SYSTEM$WAIT")
    try:
        amount = int(str(arguments[0]))
    except (ValueError, IndexError):
        raise InvalidValueError("".join(map(str, arguments[:1])), "SYSTEM$WAIT") from None
    call.wait(max(amount, 0) * _UNITS[unit])
    return f"waited {amount} {unit.lower()}"


FUNCTIONS: dict[str, Function] = {
    "CURRENT_ACCOUNT": lambda call, _: call.model.settings.locator,
    "CURRENT_ACCOUNT_NAME": lambda call, _: call.model.settings.account,
    "CURRENT_ORGANIZATION_NAME": lambda call, _: call.model.settings.organization,
    "CURRENT_REGION": lambda _call, _: "LOCAL",
    "CURRENT_VERSION": lambda _call, _: VERSION,
    "CURRENT_CLIENT": lambda _call, _: "",
    "CURRENT_USER": lambda call, _: call.session.user,
    "CURRENT_ROLE": lambda call, _: call.access.principal.role,
    "CURRENT_ROLE_TYPE": lambda _call, _: "ROLE",
    "CURRENT_AVAILABLE_ROLES": _available_roles,
    "CURRENT_SECONDARY_ROLES": _secondary_roles,
    "IS_ROLE_IN_SESSION": needs(1, "IS_ROLE_IN_SESSION", _is_role_in_session),
    "CURRENT_SESSION": lambda call, _: str(call.session.id),
    "CURRENT_WAREHOUSE": lambda call, _: call.session.warehouse,
    "CURRENT_DATABASE": lambda call, _: call.session.database,
    "CURRENT_SCHEMA": lambda call, _: call.session.schema,
    "CURRENT_SCHEMAS": _schemas,
    "CURRENT_TIMESTAMP": lambda _call, _: now(),
    "CURRENT_STATEMENT": lambda call, _: call.text,
    "LAST_QUERY_ID": lambda call, _: call.session.last_query_id,
    "SYSTEM$WAIT": _wait,
}
