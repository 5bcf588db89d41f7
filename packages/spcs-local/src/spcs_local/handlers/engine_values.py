"""Values on their way to the query engine and back: a type of SQL, and a text as the wire has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spcs_local.errors import NotSupportedError
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.typed import Typed

_MICROSECONDS = 1_000_000
Sent = tuple[str, str | None, int | None]


def sent(value: Any) -> Sent:
    """A value for the engine."""
    if isinstance(value, Typed):
        return value.type, value.value, value.scale
    if value is None:
        return "TEXT", None, None
    if isinstance(value, bool):
        return "BOOLEAN", str(value).lower(), None
    if isinstance(value, int):
        return "FIXED", str(value), 0
    return ("REAL", repr(value), None) if isinstance(value, float) else ("TEXT", str(value), None)


def sent_result(result: Result) -> dict[str, Any]:
    """A result for the engine."""
    if result.transfer is not None:
        raise NotSupportedError("A query of what PUT or GET answered")
    columns = [(column.name, column.type, column.scale) for column in result.columns]
    return {"columns": columns, "rows": [_row(row, result.columns) for row in result.rows]}


def result_of(answer: Mapping[str, Any]) -> Result:
    """What the engine answered."""
    columns = [ResultColumn(name, kind, _scale(kind, scale)) for name, kind, scale in answer["columns"]]
    rows = [[_value(cell, column) for cell, column in zip(row, columns, strict=True)] for row in answer["rows"]]
    return Result(tuple(columns), rows)


def _row(row: Any, columns: tuple[ResultColumn, ...]) -> list[str | None]:
    return [_cell(value, column) for value, column in zip(row, columns, strict=True)]


def _cell(value: Any, column: ResultColumn) -> str | None:
    if value is None:
        return None
    if isinstance(value, Typed):
        return value.value
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.9f}" if isinstance(value, float) and column.type.startswith("TIMESTAMP") else str(value)


def _scale(kind: str, scale: int | None) -> int | None:
    return 9 if kind.startswith("TIMESTAMP") else scale


def _value(text: str | None, column: ResultColumn) -> Any:
    if text is None:
        return None
    match column.type:
        case "FIXED" if not column.scale:
            return int(text)
        case "REAL":
            return float(text)
        case "BOOLEAN":
            return text == "true"
        case "FIXED" | "DATE" | "BINARY":
            return Typed(column.type, text, column.scale or 0)
        case "TIMESTAMP_LTZ" | "TIMESTAMP_NTZ":
            return Typed(column.type, _instant(int(text)), 9)
    return text


def _instant(microseconds: int) -> str:
    seconds, rest = divmod(abs(microseconds), _MICROSECONDS)
    return f"{'-' if microseconds < 0 else ''}{seconds}.{rest * 1000:09d}"
