"""What a statement answers: columns and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


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


def status(message: str) -> Result:
    """One row that says what was done."""
    return Result((ResultColumn("status"),), [[message]])
