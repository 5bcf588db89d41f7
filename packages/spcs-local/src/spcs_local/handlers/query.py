"""Queries of the engine, and what they want of the account.

The engine (`spcs_local.engine`) parses and runs a query by itself. Where one names something of the account, it is
asked for here, and the query sent again with the answer. What can be named, and where it is added:

- a scalar function, `Language.functions`: a name (`!NAME` for a method, whose owner's name comes as first argument)
  and `Function`, called with the context and the arguments as Python values. It may stand anywhere in an expression,
  as long as its arguments are no columns; drivers' plain `SELECT F('x')` gets to the same function without the engine.
- a function that is an object, `Language.stored`: its arguments may be columns; it is called once for all rows.
- a table function, `Tables.functions`: a name (likewise) and `TableFunction`, which gets the arguments without names,
  those with (`START_TIME => …`) by name, and answers with a `Result`. It stands in `TABLE(…)` behind FROM.
- a relation, `Tables.relations`: asked in turn for the name behind FROM; each gives a `Result`, or None where it knows
  no such relation.

All of them check the rights of who asks by themselves, by `Context.access`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from spcs_local.errors import NotSupportedError, SnowflakeError, StatementSyntaxError
from spcs_local.handlers.call import Answer, Call, Context, on, registered
from spcs_local.handlers.engine_values import result_of, sent, sent_result
from spcs_local.model.documented import no_function
from spcs_local.model.identifiers import Name
from spcs_local.model.parameters import changed, time_zone
from spcs_local.model.query_result import Result
from spcs_local.model.running import Steps
from spcs_local.model.typed import bound, value_of
from spcs_local.statements.rules.queries import Query

# by these the engine would have to read and write dates and times otherwise
_FORMATS = (
    *("DATE_INPUT_FORMAT", "DATE_OUTPUT_FORMAT", "TIMESTAMP_INPUT_FORMAT", "TIMESTAMP_OUTPUT_FORMAT"),
    *("TIMESTAMP_LTZ_OUTPUT_FORMAT", "TIMESTAMP_NTZ_OUTPUT_FORMAT", "TIMESTAMP_TYPE_MAPPING"),
)
MOST_QUESTIONS = 100  # of one query


def _query(call: Call[Query]) -> Steps[Result]:
    return run(call, call.statement.query_text)


def run(context: Context, text: str) -> Steps[Result]:
    """What a query comes to."""
    answers: dict[str, Any] = {}
    request = _request(context, text) | {"answers": answers}
    while len(answers) < MOST_QUESTIONS:
        answer = yield from context.language.engine.ask(context.session.holder, request, context.wait)
        wanted = answer.get("wanted")
        if wanted is None:
            return _told(answer)
        answers[wanted["key"]] = yield from _given(context, wanted["kind"], wanted["name"], wanted["arguments"])
    raise NotSupportedError(f"A query that asks the account more than {MOST_QUESTIONS} times")


def _request(context: Context, text: str) -> dict[str, Any]:
    variables = {name: sent(value_of(bound(kept, f"${name}"))) for name, kept in context.session.variables.items()}
    bindings = {key: sent(value_of(bound(binding, "?"))) for key, binding in context.bindings.items()}
    functions = [name for name in context.language.functions if not name.startswith("!")]
    of_session = (context.model.objects, context.session)
    moments = {"zone": time_zone(*of_session), "unusual": changed(*of_session, _FORMATS)}
    return {"text": text, "variables": variables, "bindings": bindings, "functions": functions, **moments}


def _told(answer: Mapping[str, Any]) -> Result:
    match answer:
        case {"syntax": [line, position, unexpected]}:
            raise StatementSyntaxError(line, position, unexpected)
        case {"unsupported": what}:
            raise NotSupportedError(what)
        case {"failure": [number, sqlstate, message]}:
            raise SnowflakeError(number, sqlstate, message)
    return result_of(answer)


def _given(context: Context, kind: str, name: list[str], arguments: list[Any]) -> Steps[dict[str, Any]]:
    if kind == "relation":
        return sent_result(_relation(context, Name(tuple(name))))
    owner = [Name(tuple(name[:-1]))] if len(name) > 1 else []
    if kind == "table":
        return sent_result((yield from _done(_table(context, name[-1], owner, arguments))))
    if kind == "rows":
        return (yield from _for_rows(context, Name(tuple(name)), arguments))
    function = context.language.functions.get(name[-1])
    if function is None:
        raise no_function(Name(tuple(name)))
    return {"value": sent((yield from _done(function(context, [*owner, *arguments]))))}


def _for_rows(context: Context, name: Name, rows: list[list[tuple[str, str | None]]]) -> Steps[dict[str, Any]]:
    """The answers of a function for each of these arguments, which are types and texts."""
    called = context.language.stored(context, name)
    if called is None:
        raise no_function(name)
    values = [sent(value) for value in (yield from called.call(context, rows))]
    kinds = [(kind, scale) for kind, text, scale in values if text is not None] or [("TEXT", None)]
    return {"type": (kinds[0][0], max(scale or 0 for _, scale in kinds) or None), "values": [it[1] for it in values]}


def _done(answer: Any) -> Steps[Any]:
    """The end of what may take steps."""
    return (yield from answer) if isinstance(answer, Generator) else answer


def _table(context: Context, name: str, owner: list[Any], arguments: list[Any]) -> Answer:
    function = context.language.tables.functions.get(name)
    if function is None:
        raise NotSupportedError(f"Table function {name}")
    named = {argument[0]: argument[1] for argument in arguments if isinstance(argument, list)}
    return function(context, owner + [argument for argument in arguments if not isinstance(argument, list)], named)


def _relation(context: Context, name: Name) -> Result:
    for known in context.language.tables.relations:
        found = known(context, name)
        if found is not None:
            return found
    raise NotSupportedError(f"The table or view {name}")


HANDLERS = registered(on(Query, _query))
