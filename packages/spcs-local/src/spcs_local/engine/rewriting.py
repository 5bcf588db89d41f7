"""Where DuckDB counts and converts otherwise than Snowflake, though they write it alike."""

from __future__ import annotations

from sqlglot import exp

from spcs_local.engine import casts
from spcs_local.engine.conversions import MOST_DIGITS
from spcs_local.engine.kinds import NUMBER, TEXT, Kinds
from spcs_local.engine.problems import Unsupported

# what takes texts, and makes them of all else
_OF_TEXTS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Upper: ("this",),
    exp.Lower: ("this",),
    exp.Trim: ("this", "expression"),
    exp.Length: ("this",),
    exp.Substring: ("this",),
    exp.Left: ("this",),
    exp.Right: ("this",),
    exp.Concat: ("expressions",),
    exp.ConcatWs: ("expressions",),
    exp.DPipe: ("this", "expression"),
    exp.Replace: ("this", "expression", "replacement"),
    exp.SplitPart: ("this", "delimiter"),
    exp.StartsWith: ("this", "expression"),
    exp.EndsWith: ("this", "expression"),
    exp.Contains: ("this", "expression"),
    exp.StrPosition: ("this", "substr"),
    exp.Like: ("this", "expression"),
    exp.ILike: ("this", "expression"),
    exp.GroupConcat: ("this",),
}
# what takes conditions
_OF_CONDITIONS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.If: ("this",),
    exp.Where: ("this",),
    exp.Having: ("this",),
    exp.And: ("this", "expression"),
    exp.Or: ("this", "expression"),
    exp.Not: ("this",),
}
_CONDITIONS = (exp.Predicate, exp.Connector, exp.Not, exp.Boolean, exp.Exists, exp.Null)
_TIMESTAMPS = ("snowflake_ntz", "snowflake_ltz")


def rewrite(tree: exp.Expr, kinds: Kinds) -> None:
    """In place: first what lies deeper."""
    kinds.learn(tree)
    for node in reversed(list(tree.walk(bfs=True))):
        kinds.settle(node)
        if isinstance(node, exp.Div):
            _divide(node)
        elif isinstance(node, exp.DateAdd):
            _give_moment(node, kinds)
        elif isinstance(node, exp.ToChar):
            casts.give_text(node.this)
            node.replace(node.this)
        elif isinstance(node, exp.Add | exp.Sub):
            _check_interval(node)
        else:
            _give_texts(node)
            _give_conditions(node)


def _given(node: exp.Expr, words: tuple[str, ...]) -> list[exp.Expr]:
    values = [node.args.get(word) for word in words]
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return [part for part in parts if isinstance(part, exp.Expr)]


def _give_texts(node: exp.Expr) -> None:
    for part in _given(node, _OF_TEXTS.get(type(node), ())):
        if isinstance(part, exp.Distinct | exp.Order):  # of LISTAGG
            for inner in part.expressions if isinstance(part, exp.Distinct) else [part.this]:
                casts.give_text(inner)
        else:
            casts.give_text(part)


def _give_conditions(node: exp.Expr) -> None:
    for part in _given(node, _OF_CONDITIONS.get(type(node), ())):
        if isinstance(node, exp.If) and isinstance(node.parent, exp.Case) and node.parent.this is not None:
            continue  # a value that is compared
        if not isinstance(part.unnest(), _CONDITIONS):
            casts.wrap(part, "snowflake_boolean", exp.false())


def _give_moment(node: exp.DateAdd, kinds: Kinds) -> None:
    """Texts are moments here, and fractions of hours rounded."""
    if kinds.of(node.this) == TEXT:
        casts.wrap(node.this, "snowflake_ntz", exp.false())
    amount = node.expression
    if kinds.of(amount) != NUMBER:
        raise Unsupported("DATEADD of what is no number for sure")
    if not isinstance(amount.unnest(), exp.Literal | exp.Neg) or "." in amount.sql():
        casts.wrap(amount, "snowflake_number0", exp.Literal.number(MOST_DIGITS), exp.false())


def _check_interval(node: exp.Expr) -> None:
    """Days added to a DATE make one, months of an end of a month another: so moments alone are served."""
    sides = (node.this.unnest(), node.expression.unnest())
    if any(isinstance(side, exp.Interval) for side in sides) and not any(map(_is_timestamp, sides)):
        raise Unsupported("INTERVAL beside what is not cast to a timestamp")


def _is_timestamp(node: exp.Expr) -> bool:
    given = isinstance(node, exp.Cast) and node.to.this.name == "TIMESTAMPTZ"  # by the account
    return given or (isinstance(node, exp.Anonymous) and node.name in _TIMESTAMPS)


def _divide(node: exp.Div) -> None:
    """A quotient has six digits more behind its point than what is divided, 12 at most, or as many as that has; one of
    floating numbers has as many as it needs.

    https://docs.snowflake.com/en/sql-reference/operators-arithmetic#division
    """
    if any(_floating(part) for part in (node.this, node.expression)):
        return
    quotient = exp.Div(this=node.this.copy(), expression=node.expression.copy(), typed=False, safe=False)
    digits = _scale(node.this)
    kind = exp.DataType.build(f"DECIMAL(38, {max(digits, min(digits + 6, 12))})", "duckdb")
    node.replace(exp.Cast(this=exp.Paren(this=quotient), to=kind))


def _scale(node: exp.Expr) -> int:
    """Digits behind the point, as far as they are written."""
    node = node.unnest()
    if isinstance(node, exp.Literal):
        return len(node.name.partition(".")[2])
    if isinstance(node, exp.Neg):
        return _scale(node.this)
    written = node.name.removeprefix("snowflake_number") if isinstance(node, exp.Anonymous) else ""
    return int(written) if written.isdecimal() else 0


def _floating(node: exp.Expr) -> bool:
    if isinstance(node, exp.Literal):
        return "e" in node.name.lower()
    if isinstance(node, exp.Cast):
        return node.to.this.name in ("DOUBLE", "FLOAT")
    if isinstance(node, exp.Anonymous) and node.name.startswith("snowflake_"):
        return node.name == "snowflake_float"
    return any(_floating(child) for child in node.iter_expressions() if not isinstance(child, exp.Query))
