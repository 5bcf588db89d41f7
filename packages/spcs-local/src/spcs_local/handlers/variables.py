"""SET, UNSET and SHOW VARIABLES. https://docs.snowflake.com/en/sql-reference/session-variables"""

from __future__ import annotations

import time
from typing import Any

from spcs_local.errors import NotSupportedError, SnowflakeError, VariableTooLongError
from spcs_local.handlers.call import Call, on, registered
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.handlers.select import evaluate
from spcs_local.handlers.show import filters
from spcs_local.model.query_result import Result, ResultColumn, status
from spcs_local.model.running import Steps
from spcs_local.model.typed import Typed
from spcs_local.statements.rules.session import SetVariable, SetVariables, ShowVariables, UnsetVariables
from spcs_local.statements.statement import Statement

LONGEST = 256  # bytes of a name, and of a text
MOST_VARIABLES = 100  # of a session, which is kept whole
_NANOSECONDS = 1_000_000_000
_MILLISECONDS_A_DAY = 86_400_000
_COLUMNS = (
    ResultColumn("session_id"),
    ResultColumn("created_on", "TIMESTAMP_LTZ"),
    ResultColumn("updated_on", "TIMESTAMP_LTZ"),
    *(ResultColumn(name) for name in ("name", "value", "type", "comment")),
)


def _set(call: Call[SetVariable]) -> Steps[Result]:
    return _assign(call, (call.statement.assignee,), f"SELECT {_bare(call.statement.assigned)}")


def _set_several(call: Call[SetVariables]) -> Steps[Result]:
    text = _bare(call.statement.assigned)
    if not (text.startswith("(") and text.endswith(")")):
        raise NotSupportedError("Several variables set to what is not between brackets")
    inner = text[1:-1].strip()
    return _assign(call, call.statement.assignees, inner if _is_query(inner) else f"SELECT {inner}")


def _is_query(text: str) -> bool:
    return text.upper().startswith(("SELECT", "WITH"))


def _bare(text: str) -> str:
    return text.rstrip("; \t\r\n")


def _assign(call: Call[Any], names: tuple[str, ...], query: str) -> Steps[Result]:
    found = yield from evaluate(call, query)
    if len(found.rows) != 1:
        raise SnowflakeError(90150, "22000", "Single-row subquery returns more than one row.")
    for column in found.columns:
        if column.type in ("VARIANT", "BINARY"):
            raise NotSupportedError(f"A session variable of type {column.type}")
    values = found.rows[0]
    if len(values) != len(names):
        counts = f"expecting {len(names)} but got {len(values)}"
        message = f"SQL compilation error:\nInsert value list does not match column list {counts}"
        raise SnowflakeError(2057, "21S01", message)
    kept = {name: _kept(call, name, value) for name, value in zip(names, values, strict=True)}
    call.session.variables = call.session.variables | kept
    if len(call.session.variables) > MOST_VARIABLES:
        raise NotSupportedError(f"More than {MOST_VARIABLES} variables in a session")
    return status(DONE)


def _kept(call: Call[Statement], name: str, value: Any) -> dict[str, Any]:
    """A variable as a session keeps it, and as a client would bind it."""
    kind, text = _bound(value)
    for told in (name, text or ""):
        size = len(told.encode())
        if size > LONGEST:
            raise VariableTooLongError(name, size, LONGEST)
    now = time.time()
    before = call.session.variables.get(name, {})
    return {"type": kind, "value": text, "created": before.get("created", now), "updated": now}


def _bound(value: Any) -> tuple[str, str | None]:
    match value:
        case None:
            return "TEXT", None
        case bool():
            return "BOOLEAN", str(value).lower()
        case int():
            return "FIXED", str(value)
        case float():
            return "REAL", repr(value)
        case Typed(type="FIXED"):
            return "FIXED", value.value
        case Typed(type="DATE"):
            return "DATE", str(int(value.value) * _MILLISECONDS_A_DAY)
        case Typed(type="TIMESTAMP_LTZ" | "TIMESTAMP_NTZ"):
            seconds, _, rest = value.value.partition(".")
            return value.type, str(int(seconds) * _NANOSECONDS + int(f"{rest:0<9}"))
    return "TEXT", str(value)


def _unset(call: Call[UnsetVariables]) -> Result:
    gone = call.statement.assignees
    call.session.variables = {name: kept for name, kept in call.session.variables.items() if name not in gone}
    return status(DONE)


def _show(call: Call[ShowVariables]) -> Result:
    wanted = filters(call.statement.like)
    rows = [
        [str(call.session.id), kept["created"], kept["updated"], name, kept["value"], kept["type"].lower(), ""]
        for name, kept in sorted(call.session.variables.items())
        if wanted(name)
    ]
    return Result(_COLUMNS, rows)


HANDLERS = registered(
    on(SetVariable, _set),
    on(SetVariables, _set_several),
    on(UnsetVariables, _unset),
    on(ShowVariables, _show),
)
