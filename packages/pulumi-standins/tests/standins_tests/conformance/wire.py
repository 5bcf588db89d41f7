"""Messages as plain values and back: secrets as {"$secret": …}, what is not known yet as "$unknown".

The plugin marks secrets but takes none, so the engine sends it what they hold.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import struct_pb2
from google.protobuf.message import Message

from pulumi_standins.provider.values import UNKNOWN, Secret, decode, encode

SECRET, NOT_KNOWN = "$secret", "$unknown"


def message(values: dict[str, Any]) -> struct_pb2.Struct:
    return encode({name: _marked(value) for name, value in values.items()})


def plain(found: Message) -> dict[str, Any]:
    """The fields that are set."""
    return {field.name: _field(field, value) for field, value in found.ListFields()}


def _field(field: Any, value: Any) -> Any:
    if isinstance(value, struct_pb2.Struct):
        return _plain(decode(value))
    if field.message_type and field.message_type.GetOptions().map_entry:
        return {key: plain(item) if isinstance(item, Message) else item for key, item in sorted(value.items())}
    if field.is_repeated:
        return [plain(item) if isinstance(item, Message) else item for item in value]
    if field.enum_type:
        return field.enum_type.values_by_number[value].name
    return plain(value) if isinstance(value, Message) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Secret):
        return {SECRET: _plain(value.value)}
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in sorted(value.items())}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return NOT_KNOWN if value is UNKNOWN else value


def _marked(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {SECRET}:
            return _marked(value[SECRET])
        return {name: _marked(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    return UNKNOWN if value == NOT_KNOWN else value
