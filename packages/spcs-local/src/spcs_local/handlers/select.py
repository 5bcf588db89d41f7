"""SELECT and CALL of literals and functions, and of earlier results: no tables, no expressions."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal
from typing import Any

from spcs_local.errors import NotSupportedError, SnowflakeError
from spcs_local.handlers.call import Call, Context, on, registered
from spcs_local.model.identifiers import Name
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.running import Steps
from spcs_local.model.typed import Bound, Typed, fixed, value_of
from spcs_local.statements.rules.session import (
    CallFunction,
    Constant,
    Expression,
    FunctionCall,
    MethodCall,
    ResultScan,
    Select,
)

_CONSTANTS: dict[str, Any] = {"TRUE": True, "FALSE": False, "NULL": None}


def _select(call: Call[Select]) -> Steps[Result]:
    columns, row = [], []
    for item in call.statement.items:
        value = yield from _value(call, item.selected)
        columns.append(_column(item.alias or _heading(item.selected), value))
        row.append(value)
    return Result(tuple(columns), [row])


def _call(call: Call[CallFunction]) -> Steps[Result]:
    called = call.statement.called
    value = yield from _value(call, called)
    name = called.method_name if isinstance(called, MethodCall) else called.function_name
    return Result((_column(name, value),), [[value]])


def _result_scan(call: Call[ResultScan]) -> Steps[Result]:
    """What a statement of the same user came to. https://docs.snowflake.com/en/sql-reference/functions/result_scan"""
    scanned = yield from _value(call, call.statement.scanned)
    outcome = call.model.results.of(str(scanned), call.session.user)
    if isinstance(outcome, SnowflakeError):
        raise outcome
    return outcome


def _value(context: Context, expression: Expression) -> Steps[Any]:
    match expression:
        case Bound():
            return value_of(expression)
        case Decimal():
            return fixed(expression)
        case Constant(constant_word=word):
            return _CONSTANTS[word]
        case FunctionCall(function_name=name, arguments=arguments):
            return (yield from _called(context, name, [], arguments))
        case MethodCall(name=owner, method_name=name, arguments=arguments):
            return (yield from _called(context, f"!{name}", [owner], arguments))
        case _:
            return expression


def _called(context: Context, name: str, first: list[Any], arguments: tuple[Expression, ...]) -> Steps[Any]:
    function = context.language.functions.get(name) or context.language.stored(context, Name((name,)))
    if function is None:
        raise NotSupportedError(f"Function {name}")
    values = [*first]
    for argument in arguments:
        values.append((yield from _value(context, argument)))
    value = function(context, values)
    return (yield from value) if isinstance(value, Generator) else value


def _heading(expression: Expression) -> str:
    match expression:
        case Bound():
            return expression.token
        case Constant(constant_word=word):
            return word
        case FunctionCall(function_name=name, arguments=arguments):
            return f"{name}({_headings(arguments)})"
        case MethodCall(name=owner, method_name=name, arguments=arguments):
            return f"{owner}!{name}({_headings(arguments)})"
        case str():
            return f"'{expression}'"
        case _:
            return str(expression)


def _headings(arguments: tuple[Expression, ...]) -> str:
    return ", ".join(map(_heading, arguments))


def _column(name: str, value: Any) -> ResultColumn:
    if isinstance(value, Typed):
        return ResultColumn(name, value.type, value.scale)
    if isinstance(value, bool):
        return ResultColumn(name, "BOOLEAN")
    if isinstance(value, int):
        return ResultColumn(name, "FIXED")
    return ResultColumn(name, "REAL" if isinstance(value, float) else "TEXT")


HANDLERS = registered(on(Select, _select), on(CallFunction, _call), on(ResultScan, _result_scan))
