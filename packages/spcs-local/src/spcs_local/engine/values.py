"""Values between account and engine: a type of SQL and a text, as the wire has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp

from spcs_local.engine.problems import Unsupported

# what a column of a type is in DuckDB
_KINDS = {
    "TEXT": "VARCHAR",
    "FIXED": "HUGEINT",
    "REAL": "DOUBLE",
    "BOOLEAN": "BOOLEAN",
    "VARIANT": "JSON",
    "OBJECT": "JSON",
    "ARRAY": "JSON",
    "DATE": "DATE",
    "TIMESTAMP_LTZ": "TIMESTAMPTZ",
    "TIMESTAMP_NTZ": "TIMESTAMP",
}
VARIANTS = frozenset(("VARIANT", "OBJECT", "ARRAY"))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def kind_of(name: str, scale: int | None) -> str:
    """The type of a column in DuckDB."""
    kind = _KINDS.get(name)
    if kind is None:
        raise Unsupported(f"A column of type {name} in a query")
    return f"DECIMAL(38,{scale})" if name == "FIXED" and scale else kind


def spelled(name: str, text: str | None) -> str | None:
    """A value of the wire as DuckDB reads it."""
    if text is None or not name.startswith(("TIMESTAMP", "DATE")):
        return text
    if name == "DATE":
        return (_EPOCH + timedelta(days=int(text))).date().isoformat()
    seconds, _, rest = text.partition(".")
    instant = _EPOCH + timedelta(seconds=int(seconds), microseconds=int(f"{rest:0<6.6}") if rest else 0)
    return f"{instant.date().isoformat()} {instant:%H:%M:%S.%f}" + ("+00" if name == "TIMESTAMP_LTZ" else "")


def literal(name: str, text: str | None, scale: int | None = None) -> exp.Expr:
    """A value as a part of a query."""
    if text is None:
        return exp.null()
    if name == "TEXT":
        return exp.Literal.string(text)
    if name == "FIXED" and len(text.strip("-").replace(".", "")) <= 18:
        return (
            exp.Paren(this=exp.Neg(this=exp.Literal.number(text[1:]))) if text[0] == "-" else exp.Literal.number(text)
        )
    return exp.cast(exp.Literal.string(spelled(name, text) or ""), exp.DataType.build(kind_of(name, scale), "duckdb"))


def typed(kind: str) -> tuple[str, int | None]:
    """The type of SQL that a type of DuckDB is, and its scale."""
    if kind.startswith("DECIMAL("):
        return "FIXED", int(kind.rstrip(")").rpartition(",")[2])
    found = _TYPES.get(kind)
    if found is None:
        raise Unsupported("A column of such a type in a result")
    return found, 0 if found == "FIXED" else None


_TYPES: dict[str, str] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "UINTEGER"), "FIXED"),
    **dict.fromkeys(("VARCHAR", '"NULL"', "NULL"), "TEXT"),
    **dict.fromkeys(("DOUBLE", "FLOAT"), "REAL"),
    "BOOLEAN": "BOOLEAN",
    "JSON": "VARIANT",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP_LTZ",
    "BLOB": "BINARY",
}
_IN_RANGE = "CASE WHEN year({0}) BETWEEN 1 AND 9999 THEN "
_ELSE = " WHEN {0} IS NOT NULL THEN error('~000000~A date before the year 1 or after 9999') END"
# a value of a type as the wire has it, from the column that stands for {0}
_WRITTEN = {
    "DATE": f"{_IN_RANGE}CAST(datediff('day', DATE '1970-01-01', {{0}}) AS VARCHAR){_ELSE}",
    "TIMESTAMP_NTZ": f"{_IN_RANGE}CAST(epoch_us({{0}}) AS VARCHAR){_ELSE}",
    "TIMESTAMP_LTZ": f"{_IN_RANGE}CAST(epoch_us({{0}}) AS VARCHAR){_ELSE}",
    "BINARY": "hex({0})",
}


# whole numbers have 38 digits, DuckDB's largest one more
_WHOLE = """CASE WHEN length(ltrim(CAST({0} AS VARCHAR), '-')) > 38
    THEN error('~100046~(38,0){{nullable}}, value ' || {0}) ELSE CAST({0} AS VARCHAR) END"""


def written(kind: str, column: str) -> str:
    """SQL that makes a text of a column of a type of DuckDB."""
    text = _WHOLE if kind == "HUGEINT" else _WRITTEN.get(typed(kind)[0], "CAST({0} AS VARCHAR)")
    return text.format(column)


def argument(value: Any) -> Any:
    """What DuckDB made of an argument, as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
