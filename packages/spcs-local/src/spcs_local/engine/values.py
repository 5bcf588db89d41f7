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
        return (_EPOCH + timedelta(days=int(text))).strftime("%Y-%m-%d")
    seconds, _, rest = text.partition(".")
    instant = _EPOCH + timedelta(seconds=int(seconds), microseconds=int(f"{rest:0<6.6}") if rest else 0)
    return instant.strftime("%Y-%m-%d %H:%M:%S.%f") + ("+00" if name == "TIMESTAMP_LTZ" else "")


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
# a value of a type as the wire has it, from the column that stands for {}
_WRITTEN = {
    "DATE": "CAST(datediff('day', DATE '1970-01-01', {}) AS VARCHAR)",
    "TIMESTAMP_NTZ": "CAST(epoch_us({}) AS VARCHAR)",
    "TIMESTAMP_LTZ": "CAST(epoch_us({}) AS VARCHAR)",
    "BINARY": "hex({})",
}


def written(name: str, column: str) -> str:
    """SQL that makes a text of a column."""
    return _WRITTEN.get(name, "CAST({} AS VARCHAR)").format(column)


def argument(value: Any) -> Any:
    """What DuckDB made of an argument, as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
