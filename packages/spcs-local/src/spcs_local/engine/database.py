"""DuckDB with nothing but memory: no files, no network, no extensions, and no way to ask for them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import duckdb

from spcs_local.engine import conversions
from spcs_local.engine.names import decoded, encoded
from spcs_local.engine.problems import Exhausted, Failure, NoColumn, Problem, Unsupported
from spcs_local.engine.values import kind_of, spelled, typed, written

Row = Sequence[str | None]
MEMORY = "64MB"
MOST_ROWS = 10_000
MOST_CHARACTERS = 16 * 1024 * 1024
_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": MEMORY,
    "temp_directory": "",
    "ieee_floating_point_ops": False,  # what is divided by zero is an error, as in Snowflake
    "allow_unsigned_extensions": False,
    "allow_community_extensions": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
}
_FLATTENED = """CREATE MACRO "~flattened"(given) AS (CASE json_type(given)
    WHEN 'ARRAY' THEN list_transform(json_extract(given, '$[*]'), lambda item, place:
        {'KEY': NULL::VARCHAR, 'PATH': '[' || (place - 1) || ']', 'INDEX': place - 1, 'VALUE': item, '~': place})
    WHEN 'OBJECT' THEN list_transform(list_sort(json_keys(given)), lambda name, place:
        {'KEY': name, 'PATH': CASE WHEN regexp_full_match(name, '[A-Za-z_][A-Za-z0-9_$]*') THEN name
            ELSE '[''' || name || ''']' END,
         'INDEX': NULL::BIGINT,
         'VALUE': json_extract(given, '$."' || replace(replace(name, '\\', '\\\\'), '"', '\\"') || '"'), '~': place})
    ELSE [] END)"""
_NOT_CONVERTED = re.compile(r"Could not convert string '(.*)' to (\w+)", re.DOTALL)
_NO_FIELD = re.compile(r"(date|timestamp) field value (?:out of range|.*): \"(.*?)\"", re.DOTALL)
_NO_COLUMN = re.compile(
    r"(?:Referenced (?:column|table)|(?:Values list|Table) (?:\"(.*?)\") does not have a column named)"
    r" \"(.*?)\"(?: (?:was )?not found|$)",
    re.MULTILINE,
)
_NO_VALUE = {"BOOL": (100037, "Boolean"), "DATE": (100040, "Date"), "TIMESTAMP": (100035, "Timestamp")}


class Database:
    """One connection. What a query makes for itself is undone after it."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:", config=_LOCKED)
        self._connection.execute(_FLATTENED)
        for macro in conversions.MACROS:
            self._connection.execute(macro)
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def begin(self) -> None:
        """Before a query."""
        self._connection.execute("BEGIN")

    def stand_in(self, zone: str, unusual: str) -> None:
        """Take moments for those of a time zone, and none where a parameter has them be otherwise."""
        for name, value in ((conversions.ZONE, zone), (conversions.UNUSUAL, unusual)):
            self._connection.execute(f'SET VARIABLE "{name}" = $1', [value])

    def forget(self) -> None:
        """After it."""
        self._connection.execute("ROLLBACK")

    def load(self, table: str, columns: Sequence[tuple[str, str, int | None]], rows: Sequence[Sequence[Any]]) -> None:
        """Make a table of an earlier result."""
        texts = [[spelled(kind, cell) for (_, kind, _), cell in zip(columns, row, strict=True)] for row in rows]
        made = ", ".join(
            f'CAST(line[{place}] AS {kind_of(kind, scale)}) AS "{_quoted(encoded(name))}"'
            for place, (name, kind, scale) in enumerate(columns, 1)
        )
        lines = "SELECT unnest(from_json($1, '[[\"VARCHAR\"]]')) AS line"
        made = f'CREATE TEMP TABLE "{table}" AS SELECT {made} FROM ({lines})'  # noqa: S608 - quoted, and of a table
        self._run(made, [json.dumps(texts)])

    def row(self, sql: str) -> list[Any]:
        """The one row of a query without tables."""
        found = self._run(sql).fetchone()
        return list(found or ())

    def texts(self, sql: str) -> list[str]:
        """The one column of a query."""
        found = self._run(sql).fetchmany(MOST_ROWS + 1)
        if len(found) > MOST_ROWS:
            raise Unsupported(f"A function of the account over more than {MOST_ROWS:,} rows")
        return [str(row[0]) for row in found]

    def rows(self, sql: str) -> dict[str, Any]:
        """Columns and rows of a query, as an answer."""
        described = self._run(f"DESCRIBE {sql}").fetchall()
        columns = [(decoded(row[0]), *typed(row[1])) for row in described]
        places = [f'"~{place}"' for place in range(len(columns))]
        texts = ", ".join(written(row[1], place) for row, place in zip(described, places, strict=True))
        given = f"({sql}) AS answer({', '.join(places)})"
        cursor = self._run(f"SELECT {texts} FROM {given} LIMIT {MOST_ROWS + 1}")  # noqa: S608 - written here
        variants = [kind == "VARIANT" for _, kind, _ in columns]
        return {"columns": columns, "rows": _shown(_bounded(cursor), variants)}

    def _run(self, sql: str, parameters: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, parameters)
        except duckdb.Error as error:
            raise _told(error) from None


def _shown(rows: list[Row], variants: list[bool]) -> list[Row]:
    if not any(variants):
        return rows
    return [
        [
            _pretty(cell) if is_variant and cell is not None else cell
            for cell, is_variant in zip(row, variants, strict=True)
        ]
        for row in rows
    ]


def _pretty(text: str) -> str:
    """A VARIANT as Snowflake shows it."""
    if "e" in text and text[0] in "-0123456789":
        return f"{float(text):.15e}"
    return json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False)


def _bounded(cursor: duckdb.DuckDBPyConnection) -> list[Row]:
    rows: list[Row] = []
    characters = 0
    while batch := cursor.fetchmany(1000):
        rows += batch
        characters += sum(len(cell) for row in batch for cell in row if cell)
        if len(rows) > MOST_ROWS:
            raise Unsupported(f"A query of more than {MOST_ROWS:,} rows")
        if characters > MOST_CHARACTERS:
            raise Unsupported(f"A query whose result has more than {MOST_CHARACTERS // 2**20} MB")
    return rows


def _told(error: duckdb.Error) -> Problem:
    """Snowflake's error for DuckDB's."""
    text = str(error)
    if raised := conversions.problem(text):
        return raised
    if "ivision by zero" in text:
        return Failure(100051, "22012", "Division by zero")
    if "More than one row returned by a subquery" in text:
        return Failure(90150, "22000", "Single-row subquery returns more than one row.")
    if "Malformed JSON" in text:
        return Failure(100069, "22P02", "Error parsing JSON")
    if match := _NOT_CONVERTED.search(text):
        number, label = _NO_VALUE.get(match[2], (100038, "Numeric value"))
        label = label if label.endswith("value") or label != "Boolean" else "Boolean value"
        return Failure(number, "22018", f"{label} '{match[1]}' is not recognized")
    if match := _NO_FIELD.search(text):
        number, label = _NO_VALUE[match[1].upper()]
        return Failure(number, "22007", f"{label} '{match[2]}' is not recognized")
    if match := _NO_COLUMN.search(text):
        return NoColumn([decoded(part) for part in match.groups() if part])
    if isinstance(error, duckdb.OutOfMemoryException):
        return Exhausted()
    if isinstance(error, duckdb.OutOfRangeException):
        return Unsupported("A number this large in a query")
    return Unsupported("This query")


def _quoted(name: str) -> str:
    return name.replace('"', '""')
