"""Functions that are objects of the account, called with columns.

What a call is asked is found out first, by a query of its own: its arguments, over the rows that it may see. The
account answers them all at once, and a table of the answers stands in the call's place.
"""

from __future__ import annotations

from sqlglot import exp

from spcs_local.engine.casts import call
from spcs_local.engine.problems import Unsupported

ASKED, ANSWER = "ASKED", "ANSWER"
_ROWS = ("from_", "joins", "laterals")


def called_with_columns(node: exp.Expr) -> bool:
    """Whether a call is one for each row."""
    return isinstance(node, exp.Anonymous) and any(
        argument.find(exp.Column, exp.Subquery, exp.Parameter) for argument in node.expressions
    )


def whole(node: exp.Expr) -> exp.Expr:
    """A call with the database and schema that are written before it."""
    while isinstance(node.parent, exp.Dot) and node.parent.expression is node:
        node = node.parent
    return node


def asked(node: exp.Expr) -> exp.Expr:
    """The arguments of a row as one text, which is JSON: of each its type and its text."""
    values = [call("snowflake_sent", argument.copy()) for argument in node.expressions]
    return call("snowflake_text", call("json_array", *values))


def plain_question(node: exp.Expr) -> exp.Select:
    """A query of what a call without columns is asked."""
    return exp.Select(expressions=[asked(node)])


def question(node: exp.Expr) -> exp.Select:
    """A query of all that a call is asked."""
    if any(next(argument.find_all(exp.AggFunc, exp.Window), None) for argument in node.expressions):
        raise Unsupported("A function of the account of what is counted together")
    within = node.find_ancestor(exp.Select)
    if within is None:
        raise Unsupported("A function of the account outside SELECT")
    found = exp.Select(expressions=[asked(node)], distinct=exp.Distinct())
    for clause in _ROWS if _is_called(within.args.get("where")) else (*_ROWS, "where"):
        value = within.args.get(clause)
        if value:
            found.set(clause, [part.copy() for part in value] if isinstance(value, list) else value.copy())
    tables = node.root().args.get("with_")
    if tables is not None and not node.find_ancestor(exp.CTE):
        found.set("with_", tables.copy())
    return found


def _is_called(where: exp.Expr | None) -> bool:
    """Whether a condition has such a call: that sees rows which the condition leaves out."""
    return where is not None and any(called_with_columns(it) for it in where.find_all(exp.Anonymous))


def put(node: exp.Expr, table: str) -> None:
    """Have the answer looked up in a table, for each row."""
    found = exp.Select(
        expressions=[exp.Column(this=exp.to_identifier(ANSWER, quoted=True))],
        from_=exp.From(this=exp.Table(this=exp.to_identifier(table, quoted=True))),
        where=exp.Where(
            this=exp.EQ(this=exp.Column(this=exp.to_identifier(ASKED, quoted=True)), expression=asked(node))
        ),
    )
    whole(node).replace(exp.Subquery(this=found))
