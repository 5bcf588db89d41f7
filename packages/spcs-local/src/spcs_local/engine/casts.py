"""Casts as calls of the macros of `conversions`."""

from __future__ import annotations

from sqlglot import exp

from spcs_local.engine.conversions import MOST_DIGITS, MOST_SCALE
from spcs_local.engine.problems import Unsupported

MOST_WITHIN = 20
_TEXTS = ("TEXT", "VARCHAR", "CHAR", "NCHAR", "NVARCHAR")
_OF_ONE = ("CHAR", "NCHAR")  # letters, where no length is said
_WHOLE = ("INT", "BIGINT", "SMALLINT", "TINYINT")
_MACROS = {
    "BOOLEAN": "snowflake_boolean",
    "DOUBLE": "snowflake_float",
    "FLOAT": "snowflake_float",
    "DATE": "snowflake_date",
    "DATETIME": "snowflake_ntz",
    "TIMESTAMP": "snowflake_ntz",
    "TIMESTAMPNTZ": "snowflake_ntz",
    "TIMESTAMPLTZ": "snowflake_ltz",
}


def check_depth(tree: exp.Expr) -> None:
    """Each macro within another one costs more than the one before."""
    for node in tree.find_all(exp.Anonymous):
        within = 0
        found: exp.Expr | None = node
        while found is not None and within <= MOST_WITHIN:
            within += _is_macro(found)
            found = found.parent
        if within > MOST_WITHIN:
            raise Unsupported("A statement with conversions that are nested this deep")


def _is_macro(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.startswith("snowflake_")


def convert(node: exp.Cast) -> None:
    """Put a macro's call in the place of a cast; those of the engine's own types stay."""
    name, tries = node.to.this.name, exp.Boolean(this=isinstance(node, exp.TryCast))
    sizes = [int(size.name) for size in node.to.expressions]
    if name in _TEXTS:
        sizes = sizes or [1] * (name in _OF_ONE)
        given = node.this if is_text(node.this) else call("snowflake_text", node.this)
        node.replace(call("snowflake_varchar", given, exp.Literal.number(sizes[0]), tries) if sizes else given)
    elif name in _WHOLE or name == "DECIMAL":
        digits, scale = (*sizes, MOST_DIGITS, 0)[:2] if len(sizes) != 1 else (sizes[0], 0)
        if not 1 <= digits <= MOST_DIGITS or not 0 <= scale <= min(digits, MOST_SCALE):
            raise Unsupported(f"NUMBER({digits}, {scale})")
        node.replace(call(f"snowflake_number{scale}", node.this, exp.Literal.number(digits), tries))
    elif name in _MACROS:
        if sizes:
            raise Unsupported(f"A precision of {name}")
        node.replace(call(_MACROS[name], node.this, tries))


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """Of a macro or a function of DuckDB's; the arguments move there, since copies of what is nested would add up."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def wrap(node: exp.Expr, name: str, *more: exp.Expr) -> None:
    """Have a macro look at a value where it stands."""
    made = call(name)
    node.replace(made)
    made.set("expressions", [node, *more])


def give_text(node: exp.Expr) -> None:
    """Have a value be a text where it stands."""
    if not is_text(node):
        wrap(node, "snowflake_text")


def is_text(node: exp.Expr) -> bool:
    """Whether it is one for sure."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.Literal):
        return bool(node.is_string)
    return isinstance(node, exp.Anonymous) and node.name in ("snowflake_text", "snowflake_varchar")
