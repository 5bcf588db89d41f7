"""Where DuckDB counts otherwise than Snowflake, though they write it alike."""

from __future__ import annotations

from sqlglot import exp

_WHOLE = frozenset(("INT", "BIGINT", "SMALLINT", "TINYINT"))
_LARGE = exp.DataType.build("HUGEINT", "duckdb")


def rewrite(tree: exp.Expr) -> None:
    """In place: first what lies deeper."""
    for node in reversed(list(tree.walk(bfs=True))):
        if isinstance(node, exp.Div):
            _divide(node)
        elif isinstance(node, exp.DataType):
            _type(node)


def _divide(node: exp.Div) -> None:
    """A quotient of whole numbers has six digits behind its point; of floating ones, as many as it needs.

    https://docs.snowflake.com/en/sql-reference/operators-arithmetic#division
    """
    if any(_floating(part) for part in (node.this, node.expression)):
        return
    quotient = exp.Div(this=node.this.copy(), expression=node.expression.copy(), typed=False, safe=False)
    node.replace(exp.Cast(this=exp.Paren(this=quotient), to=exp.DataType.build("DECIMAL(38, 6)", "duckdb")))


def _floating(node: exp.Expr) -> bool:
    if isinstance(node, exp.Literal):
        return "e" in node.name.lower()
    if isinstance(node, exp.Cast):
        return node.to.this.name in ("DOUBLE", "FLOAT")
    return any(_floating(child) for child in node.iter_expressions() if not isinstance(child, exp.Query))


def _type(node: exp.DataType) -> None:
    """Whole numbers have 38 digits, and so has NUMBER without scale."""
    if node.this.name in _WHOLE or (node.this.name == "DECIMAL" and not _scale(node)):
        node.replace(_LARGE.copy())


def _scale(node: exp.DataType) -> int:
    return int(node.expressions[1].name) if len(node.expressions) > 1 else 0
