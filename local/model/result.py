"""What a statement answers: columns and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ResultColumn:
    """A column of an answer: TEXT, FIXED, REAL, BOOLEAN, TIMESTAMP_LTZ or VARIANT."""

    name: str
    type: str = "TEXT"


@dataclass(frozen=True)
class Result:
    """Rows of Python values. `transfer` is what the drivers need for PUT and GET."""

    columns: tuple[ResultColumn, ...]
    rows: Sequence[Sequence[Any]] = ()
    transfer: dict[str, Any] | None = None
    is_query: bool = field(default=False)


def status(message: str) -> Result:
    """One row that says what was done."""
    return Result((ResultColumn("status"),), [[message]])


def scalar(name: str, value: Any, kind: str = "TEXT") -> Result:
    """One row with one value."""
    return Result((ResultColumn(name, kind),), [[value]], is_query=True)
