"""What of SQL is served: anything that is not here is refused. Each function has its row in docs/parity.md."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sqlglot import exp

from spcs_local.engine.problems import Unsupported

# what a query is made of; the rest of sqlglot's classes are refused
_PARTS = frozenset(
    """
    Select Subquery Union Except Intersect With CTE From Join Where Group Having Order Ordered Limit Offset Distinct
    Table TableAlias Values Tuple Lateral TableFromRows Explode Kwarg
    Alias Identifier Column Star Dot Paren Literal RawString HexString Boolean Null Var Parameter Placeholder
    DynamicIdentifier ModelAttribute DataType DataTypeParam JSONPath JSONPathRoot JSONPathKey JSONPathSubscript Bracket
    Add Sub Mul Div Mod Neg DPipe And Or Not EQ NEQ NullSafeEQ NullSafeNEQ GT GTE LT LTE Is In Between Like ILike Escape
    Exists If Interval Anonymous
    """.split()  # noqa: SIM905 - a list of words reads worse
)
# functions that DuckDB has likewise, once sqlglot has written them for it
FUNCTIONS = frozenset(
    """
    Case Cast TryCast Coalesce Nullif Nvl2 DecodeCase Greatest Least
    Upper Lower Trim Length Substring Left Right Concat ConcatWs Replace SplitPart StartsWith EndsWith Contains
    StrPosition Abs Round Ceil Floor Sign
    ToChar ParseJSON JSONExtract ArraySize DateAdd
    Count Min Max Sum GroupConcat
    """.split()  # noqa: SIM905 - a list of words reads worse
)
# sqlglot's names of functions that have another one in Snowflake
_SNOWFLAKES = {
    "GROUP_CONCAT": "LISTAGG",
    "IF": "IFF",
    "STR_POSITION": "POSITION",
    "DECODE_CASE": "DECODE",
    "STARTS_WITH": "STARTSWITH",
    "ENDS_WITH": "ENDSWITH",
    "TO_CHAR": "TO_VARCHAR",
    "JSON_EXTRACT": "GET_PATH",
    "DATE_ADD": "DATEADD",
    "EXPLODE": "FLATTEN",
}
# clauses of SELECT, by sqlglot's words for them
_CLAUSES = frozenset(
    "with_ expressions from_ joins laterals where group having order limit offset distinct".split()  # noqa: SIM905
)
# words of a part that make it something else
_VARIANTS_OF_PARTS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.With: ("recursive",),
    exp.Distinct: ("on",),
    exp.Group: ("cube", "rollup", "grouping_sets", "all", "totals"),
    exp.Star: ("ilike", "rename", "replace"),
    exp.Table: ("pivots", "joins", "laterals", "version", "changes", "when", "ordinality", "only", "sample"),
    exp.Subquery: ("pivots", "sample"),
    exp.Join: ("using", "match_condition", "method"),
    exp.CurrentTimestamp: ("sysdate",),
    exp.ToChar: ("format",),
    exp.ParseJSON: ("expression",),
    exp.Ceil: ("decimals", "to"),
    exp.Floor: ("decimals", "to"),
    exp.Round: ("truncate",),
    exp.Trim: ("collation",),
    exp.Cast: ("format", "action"),
    exp.TryCast: ("format", "action"),
}
_UNITS = ("HOUR", "MINUTE", "SECOND")
_INTERVALS = ("WEEK", "DAY", "HOUR", "MINUTE", "SECOND")
_TYPES = frozenset(
    """
    TEXT VARCHAR CHAR NCHAR NVARCHAR INT BIGINT SMALLINT TINYINT DECIMAL DOUBLE FLOAT BOOLEAN DATE
    TIMESTAMP TIMESTAMPNTZ TIMESTAMPLTZ DATETIME VARIANT
    """.split()  # noqa: SIM905 - a list of words reads worse
)


def check(tree: exp.Expr, account: frozenset[str]) -> None:
    """Refuse the first part that is not served; functions of the account are."""
    for node in tree.walk():
        if isinstance(node, exp.Select):
            _check_clauses(node)
        if isinstance(node, exp.DateAdd) and node.text("unit").upper() not in _UNITS:
            raise Unsupported("DATEADD of days or more")  # of a DATE these make a DATE, which DuckDB does not
        if isinstance(node, exp.Interval) and node.text("unit").upper().removesuffix("S") not in _INTERVALS:
            raise Unsupported("Such an INTERVAL in a query")
        if isinstance(node, exp.Limit | exp.Offset) and not _is_count(node.expression):
            raise Unsupported("LIMIT or OFFSET of other than a number")
        refused = [word for word in _VARIANTS_OF_PARTS.get(type(node), ()) if node.args.get(word)]
        if refused:
            raise Unsupported(f"{_words(refused[0])} in {_words(_called(node))} of a query")
        if isinstance(node, exp.DataType) and node.this.name not in _TYPES:
            raise Unsupported(f"Type {node.sql('snowflake')} in a query")
        if isinstance(node, exp.Literal) and not node.is_string and math.isinf(float(node.name)):
            raise Unsupported("A number this large in a query")
        name = type(node).__name__
        if name in _PARTS or name in FUNCTIONS or name_of(node) in account:
            continue
        raise Unsupported(f"Function {name_of(node)}" if isinstance(node, exp.Func) else f"{_words(name)} in a query")


def _is_count(node: exp.Expr) -> bool:
    return isinstance(node, exp.Null | exp.Placeholder) or (
        isinstance(node, exp.Literal) and not node.is_string and node.name.isdecimal()
    )


def served_functions() -> dict[type[exp.Expr], str]:
    """The functions that queries may have: Snowflake's name, one each, of what they are in a tree."""
    found: dict[type[exp.Expr], str] = {}
    for kind in (getattr(exp, name) for name in FUNCTIONS | {"If", "Explode"}):
        name = kind.sql_names()[0]
        found[kind] = _SNOWFLAKES.get(name, name)
    return found


def name_of(node: exp.Expr) -> str:
    """The name of a function."""
    if isinstance(node, exp.Anonymous):
        return str(node.this).upper()
    return node.sql_name() if isinstance(node, exp.Func) else ""


def arguments_of(node: exp.Expr) -> Iterator[exp.Expr]:
    """The arguments of a function, in the order of its text as far as that is known."""
    for value in node.args.values():
        yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, exp.Expr))


def _check_clauses(select: exp.Select) -> None:
    for clause, value in select.args.items():
        if value and clause not in _CLAUSES:
            raise Unsupported(f"{_words(clause)} in a query")


def _called(node: exp.Expr) -> str:
    return name_of(node) or type(node).__name__


def _words(name: str) -> str:
    spaced = "".join(" " + letter if letter.isupper() and not name.isupper() else letter for letter in name)
    return spaced.strip(" _").replace("_", " ").upper()
