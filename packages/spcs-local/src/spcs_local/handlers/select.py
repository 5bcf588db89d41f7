"""SELECT and CALL of literals and functions, and of earlier results: no tables, no expressions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spcs_local.errors import NotSupportedError, SnowflakeError
from spcs_local.handlers.call import Call, Handler
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.typed import Bound, Typed, fixed, value_of
from spcs_local.statements.parser import Arg

_CONSTANTS: dict[str, Any] = {"TRUE": True, "FALSE": False, "NULL": None}


def _select(call: Call) -> Result:
    columns, row = [], []
    for expression, alias in call.args["items"]:
        value = _value(call, expression)
        columns.append(_column(alias or _heading(expression), value))
        row.append(value)
    return Result(tuple(columns), [row])


def _call(call: Call) -> Result:
    name, _ = call.args["function"]
    value = _value(call, Arg("function", call.args["function"]))
    return Result((_column(name.removeprefix("!"), value),), [[value]])


def _result_scan(call: Call) -> Result:
    """What a statement of the same user came to. https://docs.snowflake.com/en/sql-reference/functions/result_scan"""
    outcome = call.model.results.of(str(_value(call, call.args["scanned"])), call.session.user)
    if isinstance(outcome, SnowflakeError):
        raise outcome
    return outcome


def _value(call: Call, expression: Any) -> Any:
    if isinstance(expression, Bound):
        return value_of(expression)
    if isinstance(expression, Decimal):
        return fixed(expression)
    if not isinstance(expression, Arg):
        return expression
    if expression.key == "constant":
        return _CONSTANTS[expression.value]
    name, arguments = expression.value
    function = call.language.functions.get(name)
    if function is None:
        raise NotSupportedError(f"Function {name}")
    return function(call, [_value(call, argument) for argument in arguments])


def _heading(expression: Any) -> str:
    if isinstance(expression, Bound):
        return expression.token
    if not isinstance(expression, Arg):
        return f"'{expression}'" if isinstance(expression, str) else str(expression)
    if expression.key == "constant":
        return str(expression.value)
    name, arguments = expression.value
    headings = [_heading(argument) for argument in arguments]
    owner = headings.pop(0) if name.startswith("!") else ""
    return f"{owner}{name}({', '.join(headings)})"


def _column(name: str, value: Any) -> ResultColumn:
    if isinstance(value, Typed):
        return ResultColumn(name, value.type, value.scale)
    if isinstance(value, bool):
        return ResultColumn(name, "BOOLEAN")
    if isinstance(value, int):
        return ResultColumn(name, "FIXED")
    return ResultColumn(name, "REAL" if isinstance(value, float) else "TEXT")


HANDLERS: dict[str, Handler] = {"select": _select, "call": _call, "result_scan": _result_scan}
