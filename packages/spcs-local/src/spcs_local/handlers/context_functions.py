"""Context functions. https://docs.snowflake.com/en/sql-reference/functions-context"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from spcs_local.errors import InvalidValueError
from spcs_local.handlers.call import Context, Function, needs
from spcs_local.model.objects import StoredObject
from spcs_local.model.parameters import time_zone
from spcs_local.model.properties import LARGEST, integer
from spcs_local.model.running import Steps
from spcs_local.model.session import Session
from spcs_local.model.statement_log import StatementLog
from spcs_local.model.typed import Typed, now

VERSION = "9.36.0"
_UNITS = {"DAYS": 86400, "HOURS": 3600, "MINUTES": 60, "SECONDS": 1, "MILLISECONDS": 0.001}


def _available_roles(context: Context, _arguments: list[Any]) -> str:
    return json.dumps(sorted(context.model.roles_of(context.access.principal)))


def _secondary_roles(context: Context, _arguments: list[Any]) -> str:
    roles = ",".join(context.access.principal.secondary_roles)
    return json.dumps({"roles": roles, "value": "ALL" if context.session.secondary == "ALL" else ""})


def _is_role_in_session(context: Context, arguments: list[Any]) -> bool:
    return context.model.has_role(context.access.principal, str(arguments[0]))


def _schemas(context: Context, _arguments: list[Any]) -> str:
    session = context.session
    return json.dumps([f"{session.database}.{session.schema}"] if session.schema else [])


def _last_query_id(context: Context, arguments: list[Any]) -> str | None:
    """LAST_QUERY_ID([place]). https://docs.snowflake.com/en/sql-reference/functions/last_query_id"""
    if not arguments:
        return context.session.last_query_id
    place = integer(minimum=-LARGEST)("LAST_QUERY_ID", arguments[0])
    log = StatementLog(context.model.catalog, context.model.objects)
    return log.of_session(context.session.id, place) if place else None


def _variable(context: Context, arguments: list[Any]) -> str | None:
    """GETVARIABLE(name), which is as SHOW VARIABLES has it."""
    value = context.session.variables.get(str(arguments[0]), {}).get("value")
    return None if value is None else str(value)


def _date(context: Context, _arguments: list[Any]) -> Typed:
    """CURRENT_DATE, where the session is."""
    day = datetime.now(ZoneInfo(time_zone(context.model.objects, context.session))).date()
    return Typed("DATE", str((day - date(1970, 1, 1)).days))


def _wait(context: Context, arguments: list[Any]) -> Steps[str]:
    """SYSTEM$WAIT(amount [, unit]). https://docs.snowflake.com/en/sql-reference/stored-procedures/system_wait"""
    unit = str(arguments[1]).upper() if len(arguments) > 1 else "SECONDS"
    if unit not in _UNITS:
        raise InvalidValueError(unit, "SYSTEM$WAIT")
    amount = integer()("SYSTEM$WAIT", "".join(map(str, arguments[:1])))
    yield from context.wait(amount * _UNITS[unit])
    return f"waited {amount} {unit.lower()}"


def _cancel_all(context: Context, arguments: list[Any]) -> str:
    """SYSTEM$CANCEL_ALL_QUERIES(session). https://docs.snowflake.com/en/sql-reference/functions/system_cancel_all_queries

    What may not be canceled is not counted either: whose session it is, is not told.
    """
    try:
        session_id = int(str(arguments[0]))
    except ValueError:
        raise InvalidValueError(arguments[0], "SYSTEM$CANCEL_ALL_QUERIES") from None
    found = context.model.under_way.of(session_id)
    others = [running for sent_by, running in found if running is not context.running and _may_cancel(context, sent_by)]
    for running in others:
        running.cancel()
    return f"{len(others)} cancelled."


def _may_cancel(context: Context, sent_by: Session) -> bool:
    """One's own, those of a user that one owns, and what runs in a warehouse that one operates."""
    objects, asks = context.model.objects, context.session
    if sent_by.holder == asks.holder:
        return True
    holder = objects.of_id(sent_by.holder)
    warehouse = objects.find("WAREHOUSE", sent_by.warehouse) if sent_by.warehouse else None
    return _holds(context, holder, "OWNERSHIP") or _holds(context, warehouse, "OPERATE")


def _holds(context: Context, found: StoredObject | None, privilege: str) -> bool:
    return found is not None and context.access.holds(found, privilege)


FUNCTIONS: dict[str, Function] = {
    "CURRENT_ACCOUNT": lambda context, _: context.model.settings.locator,
    "CURRENT_ACCOUNT_NAME": lambda context, _: context.model.settings.account,
    "CURRENT_ORGANIZATION_NAME": lambda context, _: context.model.settings.organization,
    "CURRENT_REGION": lambda _context, _: "LOCAL",
    "CURRENT_VERSION": lambda _context, _: VERSION,
    "CURRENT_CLIENT": lambda _context, _: "",
    "CURRENT_USER": lambda context, _: context.model.identity.holder_of(context.session).name,
    "CURRENT_ROLE": lambda context, _: context.access.principal.role,
    "CURRENT_ROLE_TYPE": lambda _context, _: "ROLE",
    "CURRENT_AVAILABLE_ROLES": _available_roles,
    "CURRENT_SECONDARY_ROLES": _secondary_roles,
    "GETVARIABLE": needs(1, "GETVARIABLE", _variable),
    "IS_ROLE_IN_SESSION": needs(1, "IS_ROLE_IN_SESSION", _is_role_in_session),
    "CURRENT_SESSION": lambda context, _: str(context.session.id),
    "CURRENT_WAREHOUSE": lambda context, _: context.session.warehouse,
    "CURRENT_DATABASE": lambda context, _: context.session.database,
    "CURRENT_SCHEMA": lambda context, _: context.session.schema,
    "CURRENT_SCHEMAS": _schemas,
    "CURRENT_DATE": _date,
    "CURRENT_TIMESTAMP": lambda _context, _: now(),
    "CURRENT_STATEMENT": lambda context, _: context.text,
    "LAST_QUERY_ID": _last_query_id,
    "SYSTEM$CANCEL_ALL_QUERIES": needs(1, "SYSTEM$CANCEL_ALL_QUERIES", _cancel_all),
    "SYSTEM$CLIENT_VERSION_INFO": lambda _context, _: "[]",  # no version of any client is out of support
    "SYSTEM$WAIT": _wait,
}
