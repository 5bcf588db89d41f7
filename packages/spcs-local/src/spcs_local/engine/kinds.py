"""What values are of, as far as it can be told before a query runs, so that nothing is converted that nobody wrote.

DuckDB makes texts and numbers of each other as it likes. Snowflake does so where a text is compared, which is served by
the macros of `conversions`; whatever else would mix two kinds is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from sqlglot import exp

from spcs_local.engine import casts
from spcs_local.engine.conversions import MOST_DIGITS, MOST_SCALE
from spcs_local.engine.problems import Unsupported

TEXT, NUMBER, FLOAT, BOOLEAN, VARIANT = "text", "number", "floating number", "boolean", "VARIANT"
DATE, NTZ, LTZ, NULL = "date", "timestamp", "timestamp of a time zone", "NULL"
OF_WIRE = {"TEXT": TEXT, "FIXED": NUMBER, "REAL": FLOAT, "BOOLEAN": BOOLEAN, "DATE": DATE} | {
    **dict.fromkeys(("VARIANT", "OBJECT", "ARRAY"), VARIANT),
    "TIMESTAMP_LTZ": LTZ,
    "TIMESTAMP_NTZ": NTZ,
}
_OF_TYPES = {"DECIMAL": NUMBER, "INT128": NUMBER, "DOUBLE": FLOAT, "BOOLEAN": BOOLEAN, "DATE": DATE} | {
    "TIMESTAMP": NTZ,
    "TIMESTAMPTZ": LTZ,
    "JSON": VARIANT,
}
_OF_MACROS = {"snowflake_text": TEXT, "snowflake_varchar": TEXT, "snowflake_float": FLOAT} | {
    "snowflake_boolean": BOOLEAN,
    "snowflake_date": DATE,
    "snowflake_ntz": NTZ,
    "snowflake_ltz": LTZ,
    "snowflake_json": VARIANT,
    "snowflake_variant": VARIANT,
    "json_extract": VARIANT,
}
_MACROS = {FLOAT: "snowflake_float", BOOLEAN: "snowflake_boolean", DATE: "snowflake_date", NTZ: "snowflake_ntz"} | {
    LTZ: "snowflake_ltz"
}
_TEXTS = (
    *(exp.Upper, exp.Lower, exp.Trim, exp.Substring, exp.Left, exp.Right, exp.Concat, exp.ConcatWs, exp.DPipe),
    *(exp.Replace, exp.SplitPart, exp.GroupConcat),
)
_NUMBERS = (exp.Length, exp.StrPosition, exp.Count, exp.Sign)
_BOOLEANS = (exp.Predicate, exp.Connector, exp.Not, exp.Boolean, exp.Exists)
_LIKE_THIS = (exp.Paren, exp.Alias, exp.Neg, exp.Min, exp.Max, exp.Sum, exp.Abs, exp.Round, exp.Ceil, exp.Floor)
_SUMS = (exp.Add, exp.Sub, exp.Mul, exp.Mod)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)
_OF_NUMBERS = (*_SUMS, exp.Div, exp.Neg, exp.Sum, exp.Abs, exp.Round, exp.Ceil, exp.Floor, exp.Sign)
_POSITIONS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Substring: ("start", "length"),
    exp.Left: ("expression",),
    exp.Right: ("expression",),
    exp.SplitPart: ("part_index",),
    exp.StrPosition: ("position",),
}
_CHOICES = (exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Nvl2, exp.Greatest, exp.Least)


class Kinds:
    """Of columns by their encoded names, and of all that is made of them."""

    def __init__(self, columns: dict[str, set[str | None]]) -> None:
        self._columns = columns

    def learn(self, tree: exp.Expr) -> None:
        """The columns that a query makes itself: what lies deeper comes first."""
        for node in reversed(list(tree.walk(bfs=True))):
            if isinstance(node, exp.Values):
                for column, cells in zip(node.args["alias"].columns, _columns(node), strict=False):
                    self._columns.setdefault(column.name, set()).add(self._common(cells, "VALUES"))
            elif isinstance(node, exp.Alias):
                self._columns.setdefault(node.alias, set()).add(self.of(node.this))
            elif isinstance(node, exp.CTE | exp.Subquery) and not isinstance(node.this, exp.Values):
                for column in node.args["alias"].columns if node.args.get("alias") else []:
                    self._columns.setdefault(column.name, set()).add(None)

    def settle(self, node: exp.Expr) -> None:
        """Convert what is compared; refuse what would be mixed."""
        self._compare(_compared(node))
        if isinstance(node, exp.DecodeCase):
            self._common(_decoded(node), "DECODE")
        elif isinstance(node, _CHOICES):
            self._common(_choices(node), "IFF" if isinstance(node, exp.If) else node.key.upper())
        elif isinstance(node, exp.SetOperation):
            self._check_columns(node)
        elif isinstance(node, exp.Anonymous):
            self._check_try(node)
        for part in _numbers(node):
            if self.of(part) in (TEXT, BOOLEAN):
                raise Unsupported(f"A {self.of(part)} that is not cast, in {node.key.upper()}")

    def _check_try(self, node: exp.Anonymous) -> None:
        """TRY_CAST takes texts alone; VARIANTs that are compared are tried as well."""
        tries = node.name.startswith("snowflake_") and node.expressions[1:][-1:] == [exp.true()]
        if tries and self.of(node.expressions[0]) not in (TEXT, NULL, VARIANT, None):
            raise Unsupported("TRY_CAST of what is no text")

    def of(self, node: exp.Expr | None) -> str | None:
        """The kind of a value; None where that is not known."""
        if isinstance(node, exp.Column):
            found = self._columns.get(node.name, {None})
            return next(iter(found)) if len(found) == 1 else None
        if isinstance(node, exp.Null):
            return NULL
        if isinstance(node, exp.Literal):
            return TEXT if node.is_string else FLOAT if "e" in node.name.lower() else NUMBER
        if isinstance(node, exp.Anonymous):
            return NUMBER if node.name.startswith("snowflake_number") else _OF_MACROS.get(node.name)
        if isinstance(node, exp.Cast):
            return _OF_TYPES.get(node.to.this.name)
        if isinstance(node, exp.Subquery):
            return self.of(node.this.expressions[0]) if isinstance(node.this, exp.Select) else None
        if isinstance(node, _LIKE_THIS):
            return self.of(node.this)
        if isinstance(node, _SUMS):
            kinds = {self.of(node.this), self.of(node.expression)}
            return None if not kinds <= {NUMBER, FLOAT} else FLOAT if FLOAT in kinds else NUMBER
        known = ((_TEXTS, TEXT), (_NUMBERS, NUMBER), (_BOOLEANS, BOOLEAN))
        return next((kind for classes, kind in known if isinstance(node, classes)), self._of_choice(node))

    def _of_choice(self, node: exp.Expr | None) -> str | None:
        if not isinstance(node, _CHOICES):
            return None
        found = {self.of(part) for part in _choices(node)} - {NULL}
        return found.pop() if len(found) == 1 else None

    def _compare(self, parts: list[exp.Expr]) -> None:
        """Texts become what they are compared with, moments of all sorts those of a time zone."""
        kinds = {self.of(part) for part in parts} - {NULL}
        others = kinds - {TEXT, None}
        if FLOAT in others:
            others.discard(NUMBER)
        if LTZ in others:
            others -= {DATE, NTZ}
        if NTZ in others:
            others.discard(DATE)
        if len(others) > 1:
            raise Unsupported(f"A {' beside a '.join(sorted(map(str, others)))}")
        if others and None not in kinds:
            self._convert(parts, others.pop())

    def _convert(self, parts: list[exp.Expr], wanted: str | None) -> None:
        for part in parts:
            given = self.of(part)
            if given == TEXT and wanted == NUMBER:
                _make_number(part)
            elif wanted in _MACROS and (given == TEXT or (wanted == LTZ and given in (DATE, NTZ))):
                casts.wrap(part, _MACROS[wanted], exp.false())

    def _common(self, parts: Iterable[exp.Expr], where: str) -> str | None:
        """The one kind of values among which one is chosen."""
        kinds = [self.of(part) for part in parts]
        known = {kind for kind in kinds if kind not in (None, NULL)}
        if len(known) > 1 and known != {NUMBER, FLOAT}:
            raise Unsupported(f"A {' beside a '.join(sorted(map(str, known)))} that is not cast, in {where}")
        if None in kinds:
            return None
        return FLOAT if len(known) > 1 else next(iter(known), NULL)

    def _check_columns(self, node: exp.SetOperation) -> None:
        sides = [side for side in (node.left, node.right) if isinstance(side, exp.Select)]
        if len(sides) == 2 and not any(star for side in sides for star in side.expressions if star.is_star):
            for pair in zip_longest(*(side.expressions for side in sides)):
                self._common([part for part in pair if part is not None], node.key.upper())


def _make_number(text: exp.Expr) -> None:
    """With the digits that are written, or some, where a column has them."""
    written = text.unnest()
    point = written.name.strip().partition(".")[2] if isinstance(written, exp.Literal) else "0" * 9
    scale = min(len(point), MOST_SCALE) if point.isdecimal() else 0
    casts.wrap(text, f"snowflake_number{scale}", exp.Literal.number(MOST_DIGITS), exp.false())


def _compared(node: exp.Expr) -> list[exp.Expr]:
    """What a node compares, all with each other."""
    if isinstance(node, _COMPARISONS):
        return [node.this, node.expression]
    if isinstance(node, exp.Between):
        return [node.this, node.args["low"], node.args["high"]]
    if isinstance(node, exp.In) and node.expressions:
        return [node.this, *node.expressions]
    if isinstance(node, exp.Case) and node.this is not None:
        return [node.this, *(branch.this for branch in node.args["ifs"])]
    if isinstance(node, exp.DecodeCase):
        return [node.expressions[0], *_paired(node)[::2]]
    return []


def _paired(node: exp.DecodeCase) -> list[exp.Expr]:
    """What is searched for, and the result of each, in turn."""
    return list(node.expressions[1 : 1 + (len(node.expressions) - 1) // 2 * 2])


def _decoded(node: exp.DecodeCase) -> list[exp.Expr]:
    return [*_paired(node)[1::2], *node.expressions[1 + len(_paired(node)) :]]


def _columns(node: exp.Values) -> Iterator[list[exp.Expr]]:
    rows = [row.expressions for row in node.expressions if isinstance(row, exp.Tuple)]
    return (list(cells) for cells in zip(*rows, strict=False))


def _numbers(node: exp.Expr) -> list[exp.Expr]:
    """Where a node takes numbers."""
    words = ("this", "expression") if isinstance(node, _OF_NUMBERS) else _POSITIONS.get(type(node), ())
    parts = [node.args.get(word) for word in words]
    return [part for part in parts if isinstance(part, exp.Expr)]


def _choices(node: exp.Expr) -> list[exp.Expr]:
    """What a choice comes to."""
    if isinstance(node, exp.Case):
        found = [*(branch.args.get("true") for branch in node.args["ifs"]), node.args.get("default")]
    elif isinstance(node, exp.If | exp.Nvl2):
        found = [node.args.get("true"), node.args.get("false")]
    elif isinstance(node, exp.Nullif):
        found = [node.this, node.expression]
    else:
        found = [node.this, *node.expressions]
    return [part for part in found if isinstance(part, exp.Expr)]
