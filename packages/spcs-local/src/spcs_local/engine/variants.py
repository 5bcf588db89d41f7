"""VARIANT, which DuckDB has as JSON: where Snowflake takes a text or a number of it, it has to be made one.

https://docs.snowflake.com/en/sql-reference/data-types-semistructured
"""

from __future__ import annotations

from sqlglot import exp

from spcs_local.engine import casts
from spcs_local.engine.problems import Unsupported

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)
_CONDITIONALS = (exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Nvl2, exp.DecodeCase, exp.Greatest, exp.Least)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg)
_GATHERING = (exp.Min, exp.Max, exp.Sum)
# these take a VARIANT as it is
_KEEP = (
    exp.JSONExtract,
    exp.Bracket,
    exp.Alias,
    exp.Paren,
    exp.Is,
    exp.ArraySize,
    exp.Explode,
    exp.Kwarg,
    exp.Count,
    exp.Ordered,
)


class Variants:
    """Which columns are VARIANTs, by their encoded names, and how a tree is made to treat them."""

    def __init__(self, columns: set[str]) -> None:
        self._columns = columns

    def convert(self, tree: exp.Expr) -> None:
        """In place: first what lies deeper."""
        for node in reversed(list(tree.walk(bfs=True))):
            if isinstance(node, exp.Alias) and self._is(node.this):
                self._columns.add(node.alias)
        for node in reversed(list(tree.walk(bfs=True))):
            self._convert(node)

    def _is(self, node: exp.Expr | None) -> bool:
        if isinstance(node, exp.Column):
            return node.name in self._columns
        if isinstance(node, exp.Paren | exp.Alias):
            return self._is(node.this)
        if isinstance(node, exp.Cast):
            return node.to.this.name in ("VARIANT", "JSON")
        if isinstance(node, exp.Bracket):
            return True
        return isinstance(node, exp.JSONExtract | exp.ParseJSON) or (
            node is not None and bool(node.meta.get("variant"))
        )

    def _convert(self, node: exp.Expr) -> None:
        if isinstance(node, exp.JSONExtract | exp.Bracket):
            node.replace(_extract(node))
        elif isinstance(node, exp.ParseJSON):
            tries = exp.Boolean(this=bool(node.args.get("safe")))
            casts.give_text(node.this)
            node.replace(_variant(casts.call("snowflake_json", node.this, tries)))
        elif isinstance(node, exp.Cast):
            self._cast(node)
        elif isinstance(node, _COMPARISONS):
            self._compare(node)
        elif isinstance(node, exp.In) and self._is(node.this):
            _make_like(node.this, node.expressions[0] if node.expressions else None)
        else:
            self._take(node)

    def _take(self, node: exp.Expr) -> None:
        """What is no conversion takes a VARIANT as it is, or its text, or not."""
        given = [part for part in _parts(node) if self._is(part)]
        if not given:
            return
        if isinstance(node, exp.Anonymous) and node.name == "snowflake_sent":
            return
        if isinstance(node, exp.ArraySize):
            node.replace(_size(node.this))
        elif isinstance(node, _CONDITIONALS + _ARITHMETIC + _GATHERING):
            raise Unsupported(f"A VARIANT that is not cast, in {node.key.upper()}")
        elif isinstance(node, exp.Func | exp.Condition) and not isinstance(node, _KEEP):
            for part in given:
                casts.give_text(part)

    def _cast(self, node: exp.Cast) -> None:
        if node.to.this.name == "VARIANT":
            node.replace(_variant(casts.call("snowflake_variant", node.this)))
        else:
            casts.convert(node)

    def _compare(self, node: exp.Expr) -> None:
        left, right = node.this, node.expression
        if self._is(left) and self._is(right):
            raise Unsupported("A VARIANT beside a VARIANT, neither of which is cast,")
        if self._is(left):
            _make_like(left, right)
        elif self._is(right):
            _make_like(right, left)


def _size(node: exp.Expr) -> exp.Expr:
    """How many elements an array has; NULL for all else."""
    of_array = exp.EQ(this=exp.func("json_type", node.copy()), expression=exp.Literal.string("ARRAY"))
    return exp.Case(ifs=[exp.If(this=of_array, true=exp.func("json_array_length", node.copy()))])


def path_of(parts: list[exp.Expr]) -> str:
    """DuckDB's path of Snowflake's: keys always between quotes."""
    path = "$"
    for part in parts:
        if isinstance(part, exp.JSONPathKey):
            path += '."' + str(part.this).replace("\\", "\\\\").replace('"', '\\"') + '"'
        elif isinstance(part, exp.JSONPathSubscript) and str(part.this).isdigit():
            path += f"[{part.this}]"
        elif not isinstance(part, exp.JSONPathRoot):
            raise Unsupported("Such a path into a VARIANT")
    return path


def _extract(node: exp.JSONExtract | exp.Bracket) -> exp.Expr:
    if isinstance(node, exp.Bracket):
        key = node.expressions[0] if len(node.expressions) == 1 else None
        if not isinstance(key, exp.Literal):
            raise Unsupported("A computed path into a VARIANT")
        part: exp.Expr = exp.JSONPathKey(this=key.name) if key.is_string else exp.JSONPathSubscript(this=key.name)
        parts = [part]
    elif isinstance(node.expression, exp.JSONPath):
        parts = node.expression.expressions
    else:
        raise Unsupported("A computed path into a VARIANT")
    return _variant(casts.call("json_extract", node.this, exp.Literal.string(path_of(parts))))


def _variant(node: exp.Expr) -> exp.Expr:
    node.meta["variant"] = True
    return node


def _make_like(variant: exp.Expr, other: exp.Expr | None) -> None:
    """Make a VARIANT comparable with something else: a number with numbers, a text with all else."""
    if isinstance(other, exp.Boolean):
        casts.wrap(variant, "snowflake_boolean", exp.true())
    elif isinstance(other, exp.Neg) or (isinstance(other, exp.Literal) and not other.is_string):
        casts.wrap(variant, "snowflake_float", exp.true())
    else:
        casts.give_text(variant)


def _parts(node: exp.Expr) -> list[exp.Expr]:
    parts = [part for value in node.args.values() for part in (value if isinstance(value, list) else [value])]
    found = [part for part in parts if isinstance(part, exp.Expr)]
    return [inner for part in found for inner in _branches(part)]


def _branches(part: exp.Expr) -> list[exp.Expr]:
    """Those of CASE are in parts of their own."""
    return [part.this, part.args["true"]] if isinstance(part, exp.If) else [part]
