"""Rows as Milvus reads and takes them: a message FieldData for each field.

https://github.com/milvus-io/milvus-proto/blob/master/proto/schema.proto
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from milvus_grpc import schema_pb2

from keeper.archive import ArchiveError, Batch
from keeper.contents import Collection

DYNAMIC = "$meta"


@dataclass(frozen=True)
class Page:
    """`last` is the greatest primary key, as an expression has it."""

    rows: int
    last: str
    batch: Batch


def readable(collection: Collection) -> list[str]:
    """All fields but those that Milvus works out from others."""
    names = [str(it["name"]) for it in collection.fields if not it.get("is_function_output")]
    dynamic = collection.schema.get("enable_dynamic_field") and DYNAMIC not in names
    return [*names, DYNAMIC] if dynamic else names


def page(columns: Iterable[Any], fields: Iterable[str], key: str) -> Page:
    """Of a query's answer, in the order of the fields. Raises ArchiveError where it is not in the order of the key."""
    found = {it.field_name: it for it in columns}
    if key not in found:
        return Page(0, "", Batch(0, ()))
    scalars = found[key].scalars
    values = list(scalars.string_data.data or scalars.long_data.data)
    if any(one >= other for one, other in pairwise(values)):
        raise ArchiveError(f"rows are not in the order of {key}, or it is twice the same. To do: export once more")
    last = json.dumps(values[-1], ensure_ascii=False) if values else ""
    return Page(len(values), last, Batch(len(values), tuple(_named(found[it]) for it in fields)))


def _named(field: Any) -> bytes:
    """By its name alone: the number is of this collection."""
    field.field_id = 0
    return bytes(field.SerializeToString(deterministic=True))


def writable(collection: Collection, batch: Batch) -> Iterator[Any]:
    """Without a key that Milvus makes itself."""
    key = collection.key
    for column in batch.columns:
        field = schema_pb2.FieldData.FromString(column)
        if not (key.get("autoID") and field.field_name == key["name"]):
            yield _without_nothing(field)


def _without_nothing(field: Any) -> Any:
    """Milvus answers with a value for each row, and takes those alone that are not null."""
    if not field.valid_data or field.WhichOneof("field") != "scalars":
        return field
    data = getattr(field.scalars, field.scalars.WhichOneof("data")).data
    if len(data) == len(field.valid_data):
        kept = [value for value, valid in zip(data, field.valid_data, strict=True) if valid]
        del data[:]
        data.extend(kept)
    return field
