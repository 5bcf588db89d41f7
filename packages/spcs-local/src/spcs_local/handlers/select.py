"""SELECT and CALL of literals and functions, and of earlier results: all else is for the engine (`query`)."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal
from typing import Any

from spcs_local.errors import NotSupportedError, SnowflakeError
from spcs_local.handlers import query
from spcs_local.handlers.call import Call, Context, Tables, on, registered
from spcs_local.model.documented import no_function
from spcs_local.model.identifiers import Name
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.running import Steps
from spcs_local.model.typed import Bound, Typed, fixed, value_of
from spcs_local.statements.headings import headings
from spcs_local.statements.rules.session import (
    Called,
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
    return _selected(call, call.statement, call.text)


def _selected(context: Context, statement: Select, text: str) -> Steps[Result]:
    if not all(_is_own(context, item.selected) for item in statement.items):
        return (yield from query.run(context, text))
    columns, row = [], []
    items = statement.items
    written = [] if all(item.alias for item in items) else headings(text)
    for place, item in enumerate(items):
        value = yield from _value(context, item.selected)
        columns.append(_column(item.alias or written[place], value))
        row.append(value)
    return Result(tuple(columns), [row])


def evaluate(context: Context, text: str) -> Steps[Result]:
    """What a SELECT within a statement comes to."""
    statement = context.language.parser.parse(text, context.bindings, context.session.variables)
    if isinstance(statement, Select):
        return (yield from _selected(context, statement, text))
    return (yield from query.run(context, text))


def _call(call: Call[CallFunction]) -> Steps[Result]:
    called = call.statement.called
    value = yield from _value(call, called)
    name = called.method_name if isinstance(called, MethodCall) else called.function_name
    return Result((_column(name, value),), [[value]])


def _result_scan(call: Call[ResultScan]) -> Steps[Result]:
    scanned = yield from _value(call, call.statement.scanned)
    return _scanned(call, [scanned], {})


def _scanned(context: Context, arguments: list[Any], named: dict[str, Any]) -> Result:
    """What a statement of the same user came to. https://docs.snowflake.com/en/sql-reference/functions/result_scan"""
    if len(arguments) != 1 or named:
        raise NotSupportedError("RESULT_SCAN of other than one query id")
    query_id = "NULL" if arguments[0] is None else str(arguments[0])
    outcome = context.model.results.of(query_id, context.session.holder)
    if isinstance(outcome, SnowflakeError):
        raise outcome
    return outcome


def _is_own(context: Context, expression: Expression) -> bool:
    """Whether all that is called in it is the account's."""
    if not isinstance(expression, Called):
        return True
    known = isinstance(expression, MethodCall) or expression.function_name in context.language.functions
    return known and all(_is_own(context, argument) for argument in expression.arguments)


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
    function = context.language.functions.get(name)
    if function is None:
        raise no_function(Name((name,)))
    values = [*first]
    for argument in arguments:
        values.append((yield from _value(context, argument)))
    value = function(context, values)
    return (yield from value) if isinstance(value, Generator) else value


def _column(name: str, value: Any) -> ResultColumn:
    if isinstance(value, Typed):
        return ResultColumn(name, value.type, value.scale)
    if isinstance(value, bool):
        return ResultColumn(name, "BOOLEAN")
    if isinstance(value, int):
        return ResultColumn(name, "FIXED")
    return ResultColumn(name, "REAL" if isinstance(value, float) else "TEXT")


TABLES = Tables({"RESULT_SCAN": _scanned})
HANDLERS = registered(on(Select, _select), on(CallFunction, _call), on(ResultScan, _result_scan))
