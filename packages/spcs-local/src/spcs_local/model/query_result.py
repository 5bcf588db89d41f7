"""What a statement answers: columns and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_CELL = 64  # bytes, besides its text


@dataclass(frozen=True)
class ResultColumn:
    """A column of an answer by a type of SQL; `scale` are the digits behind the point."""

    name: str
    type: str = "TEXT"
    scale: int | None = None


@dataclass(frozen=True)
class Result:
    """Rows of Python values. `transfer` is what the drivers need for PUT and GET.

    `parts` are the ids of the statements whose sum it is.
    """

    columns: tuple[ResultColumn, ...]
    rows: Sequence[Sequence[Any]] = ()
    transfer: dict[str, Any] | None = None
    statement_type: int = 0x6000
    parts: tuple[str, ...] = ()


def weight(result: Result) -> int:
    """About how many bytes its rows take."""
    return sum(_CELL + (len(str(value)) if value is not None else 0) for row in result.rows for value in row)


def status(message: str) -> Result:
    """One row that says what was done."""
    return Result((ResultColumn("status"),), [[message]])
