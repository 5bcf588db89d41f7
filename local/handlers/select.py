"""SELECT and CALL of literals and functions: no tables, no expressions."""

from __future__ import annotations

from typing import Any

from local.errors import NotSupportedError
from local.handlers.call import Call, Handler
from local.model.result import Result, ResultColumn
from local.statements.parser import Arg

_CONSTANTS: dict[str, Any] = {"TRUE": True, "FALSE": False, "NULL": None}


def _select(call: Call) -> Result:
    columns, row = [], []
    for expression, alias in call.args["items"]:
        value = _value(call, expression)
        columns.append(ResultColumn(alias or _heading(expression), _type(value)))
        row.append(value)
    return Result(tuple(columns), [row], is_query=True)


def _call(call: Call) -> Result:
    name, _ = call.args["function"]
    value = _value(call, Arg("function", call.args["function"]))
    return Result((ResultColumn(name, _type(value)),), [[value]], is_query=True)


def _value(call: Call, expression: Any) -> Any:
    if not isinstance(expression, Arg):
        return expression
    if expression.key == "constant":
        return _CONSTANTS[expression.value]
    name, arguments = expression.value
    function = call.account.functions.get(name)
    if function is None:
        raise NotSupportedError(f"Function {name}")
    return function(call, [_value(call, argument) for argument in arguments])


def _heading(expression: Any) -> str:
    if not isinstance(expression, Arg):
        return f"'{expression}'" if isinstance(expression, str) else str(expression)
    if expression.key == "constant":
        return str(expression.value)
    name, arguments = expression.value
    return f"{name}({', '.join(_heading(argument) for argument in arguments)})"


def _type(value: Any) -> str:
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, int):
        return "FIXED"
    return "REAL" if isinstance(value, float) else "TEXT"


HANDLERS: dict[str, Handler] = {"select": _select, "call": _call}
