"""Rows in Arrow's stream format, as the Python connector takes what a query answers.

https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format; what stands in a field's metadata the connector
reads. The library is loaded with the first such answer: an account that gives none has no room for it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from spcs_local.model.query_result import Result

Cells = Sequence[Sequence[str | None]]
_NANOSECONDS = 10**9
_INT64 = 2**63


class NoArrowError(Exception):
    """A value that goes into no column here: the rows are told as text."""


def encoded(result: Result, rows: Cells, row_types: Sequence[dict[str, Any]]) -> str:
    """The stream in base64. Raises NoArrowError."""
    from nanoarrow import struct
    from nanoarrow.c_array import c_array_from_buffers
    from nanoarrow.c_schema import c_schema
    from nanoarrow.ipc import StreamWriter

    columns = [
        _column(kind, [row[number] for row in rows], result.columns[number].type)
        for number, kind in enumerate(row_types)
    ]
    fields = [
        c_schema(array.schema).modify(name=kind["name"], metadata=_metadata(kind), nullable=True)
        for kind, array in zip(row_types, columns, strict=True)
    ]
    schema = c_schema(struct({})).modify(children=fields)
    written = io.BytesIO()
    with StreamWriter.from_writable(written) as writer:
        writer.write_array(c_array_from_buffers(schema, len(rows), [None], children=columns))
    return base64.b64encode(written.getvalue()).decode()


def _metadata(kind: dict[str, Any]) -> dict[str, str]:
    names = {"precision": "precision", "scale": "scale", "length": "charLength", "byteLength": "byteLength"}
    told = {wanted: str(kind[name]) for name, wanted in names.items() if kind[name] is not None}
    return {"logicalType": str(kind["type"]).upper(), "finalType": "T", **told}


def _column(kind: dict[str, Any], cells: list[str | None], name: str) -> Any:
    import nanoarrow as na
    from nanoarrow.c_array import c_array

    if name.startswith("TIMESTAMP"):
        return _moments(cells, zoned=name == "TIMESTAMP_TZ")
    schemas = {"FIXED": na.int64, "TIME": na.int64, "DATE": na.int64, "REAL": na.float64, "BOOLEAN": na.bool_}
    schemas |= {"BINARY": na.binary, "TEXT": na.string, "VARIANT": na.string}
    convert = _reader(name, int(kind["scale"] or 0))
    values = [None if cell is None else convert(cell) for cell in cells]
    if name == "DATE":
        return _days(values)
    return c_array(values, schemas[name]())


def _reader(name: str, scale: int) -> Callable[[str], Any]:
    readers: dict[str, Callable[[str], Any]] = {
        "FIXED": lambda cell: _whole(Decimal(cell).scaleb(scale)),
        "TIME": lambda cell: _whole(Decimal(cell).scaleb(scale)),
        "DATE": int,
        "REAL": float,
        "BOOLEAN": lambda cell: cell == "1",
        "BINARY": bytes.fromhex,
        "TEXT": str,
        "VARIANT": str,
    }
    if name not in readers:
        raise NoArrowError(name)
    return readers[name]


def _whole(number: Decimal) -> int:
    if not -_INT64 <= number < _INT64:
        raise NoArrowError(number)
    return int(number)


def _days(values: list[int | None]) -> Any:
    import nanoarrow as na
    from nanoarrow.c_array import c_array, c_array_from_buffers

    days = c_array([value or 0 for value in values], na.int32()).view().buffer(1)
    return c_array_from_buffers(na.date32(), len(values), [_validity(values), days])


def _moments(cells: list[str | None], *, zoned: bool) -> Any:
    """Seconds, nanoseconds of the next one and, where there is a zone, its minutes: each a column of its own."""
    import nanoarrow as na
    from nanoarrow.c_array import c_array, c_array_from_buffers

    moments = [(cell or "0").partition(" ") for cell in cells]
    split = [divmod(int(Decimal(seconds).scaleb(9)), _NANOSECONDS) for seconds, _, _ in moments]
    children = {
        "epoch": ([whole for whole, _ in split], na.int64()),
        "fraction": ([rest for _, rest in split], na.int32()),
    }
    if zoned:
        children["timezone"] = ([int(zone or 1440) for _, _, zone in moments], na.int32())
    schema = na.struct({name: kind for name, (_, kind) in children.items()})
    made = [c_array(values, kind) for values, kind in children.values()]
    return c_array_from_buffers(schema, len(cells), [_validity(cells)], children=made)


def _validity(values: Sequence[Any]) -> Any:
    """A bit a value that is there; none where all are."""
    import nanoarrow as na
    from nanoarrow.c_array import c_array

    there = [value is not None for value in values]
    return None if all(there) else c_array(there, na.bool_()).view().buffer(1)
