"""How rows of a statement's answer look in JSON: names and types as the REST API's models have them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from spcs_local.model.identifiers import quote
from spcs_local.model.query_result import Result

Row = dict[str, Any]
_TRUE = ("Y", "TRUE")
# told as they are written in SQL, between quotes where they need some
_NAMES = frozenset(("database_name", "schema_name", "service_name", "owner"))


@dataclass(frozen=True)
class Shape:
    """What becomes of a row: columns by other names, texts of another type, and what is made of the whole row."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    names: frozenset[str] = _NAMES
    made: Mapping[str, Callable[[Row], Any]] = field(default_factory=dict)
    whole: Callable[[Row], Row] | None = None  # another row in its place

    def rows(self, result: Result) -> list[Row]:
        """The rows of an answer."""
        return [self._row(result, row) for row in result.rows]

    def _row(self, result: Result, values: Any) -> Row:
        row = {}
        for column, value in zip(result.columns, values, strict=True):
            name = self.renamed.get(column.name, column.name)
            row[name] = self._typed(name, value, column.type)
        row |= {name: make(row) for name, make in self.made.items()}
        return row if self.whole is None else self.whole(row)

    def _typed(self, name: str, value: Any, kind: str) -> Any:
        if value is None:
            return None
        if kind == "TIMESTAMP_LTZ":
            return datetime.fromtimestamp(float(value), UTC).isoformat(timespec="milliseconds")
        if name in self.flags:
            return str(value).upper() in _TRUE
        if name in self.numbers:
            return int(value) if value != "" else None
        if name in self.names:
            return quote(value) if value else value
        if name in self.lists:
            return json.loads(value) if value else []
        return value


def objects(*, flags: str = "", numbers: str = "", lists: str = "", **more: Any) -> Shape:
    """A shape of objects, each with its own name; the names of columns are words of a text."""
    words = [frozenset(text.split()) for text in (flags, numbers, lists)]
    return Shape(flags=words[0], numbers=words[1], lists=words[2], names=_NAMES | {"name"}, **more)


PLAIN = Shape()
