"""Rows in Arrow's format, read back."""

from __future__ import annotations

import base64
import io
from typing import Any

import nanoarrow
import pytest
from nanoarrow.ipc import InputStream

from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.routes.arrow import NoArrowError, encoded
from spcs_local.routes.wire import cell, row_type

KINDS = ("FIXED", "TEXT", "REAL", "BOOLEAN", "BINARY", "DATE", "TIMESTAMP_NTZ", "TIMESTAMP_TZ")


def read(columns: tuple[ResultColumn, ...], *rows: list[Any]) -> tuple[Any, list[dict[str, Any]]]:
    """Schema and rows of what comes of them."""
    cells = [[cell(value, column.type) for value, column in zip(row, columns, strict=True)] for row in rows]
    text = encoded(Result(columns, rows), cells, [row_type(column) for column in columns])
    stream = nanoarrow.ArrayStream(InputStream.from_readable(io.BytesIO(base64.b64decode(text))))
    return stream.schema, [row for array in stream for row in array.to_pylist()]


def test_each_type_is_read_back() -> None:
    columns = tuple(ResultColumn(kind.lower(), kind) for kind in KINDS)
    given = ["7", "it's", "1.5", True, "00ff", "1", "-0.500000000", "1.000000000 1500"]
    schema, (row, nothing) = read(columns, given, [None] * len(KINDS))
    assert list(row.values())[:5] == [7, "it's", 1.5, True, b"\x00\xff"]
    assert str(row["date"]) == "1970-01-02"
    assert row["timestamp_ntz"] == {"epoch": -1, "fraction": 500_000_000}
    assert row["timestamp_tz"] == {"epoch": 1, "fraction": 0, "timezone": 1500}
    assert set(nothing.values()) == {None}
    assert schema.field(0).metadata[b"logicalType"] == b"FIXED"


def test_no_rows_are_a_stream_of_none() -> None:
    assert read((ResultColumn("a", "TEXT"),))[1] == []


def test_number_that_is_too_large_is_none_of_arrows() -> None:
    column = ResultColumn("a", "FIXED", 2)
    assert read((column,), ["1.25"])[1] == [{"a": 125}]
    with pytest.raises(NoArrowError):
        read((column,), [str(2**63)])
