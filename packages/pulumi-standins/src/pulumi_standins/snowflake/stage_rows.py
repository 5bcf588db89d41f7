"""DESCRIBE STAGE as the plugin's output."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake.properties import camel
from pulumi_standins.snowflake.rows import Row

_TEXTS = (
    "binaryFormat", "compression", "dateFormat", "encoding", "escape", "escapeUnenclosedField", "fieldDelimiter",
    "fieldOptionallyEnclosedBy", "fileExtension", "recordDelimiter", "timeFormat", "timestampFormat", "type",
)  # fmt: skip
_FLAGS = (
    "emptyFieldAsNull", "errorOnColumnCountMismatch", "multiLine", "parseHeader", "replaceInvalidCharacters",
    "skipBlankLines", "skipByteOrderMark", "trimSpace", "validateUtf8",
)  # fmt: skip


def stage_output(rows: Iterable[Row]) -> Properties:
    """Internal stages have files of CSV, unless their program says otherwise, and a directory."""
    groups: dict[str, dict[str, str]] = {}
    for row in rows:
        group = groups.setdefault(str(row["parent_property"]), {})
        group[camel(str(row["property"]))] = str(row["property_value"] or "")
    return {
        "directoryTables": [_directory(groups.get("DIRECTORY", {}))],
        "fileFormats": [_file_format(groups.get("STAGE_FILE_FORMAT", {}))],
    }


def _directory(found: dict[str, str]) -> Properties:
    refreshed = found.get("lastRefreshedOn", "")
    return {"lastRefreshedOn": refreshed, **{name: found.get(name) == "true" for name in ("autoRefresh", "enable")}}


def _file_format(found: dict[str, str]) -> Properties:
    texts: dict[str, Any] = {name: found.get(name, "") for name in _TEXTS}
    flags = {name: found.get(name) == "true" for name in _FLAGS}
    csv = {**texts, **flags, "skipHeader": int(found.get("skipHeader") or 0), "nullIfs": []}
    others: dict[str, Any] = {name: [] for name in ("avros", "jsons", "orcs", "parquets", "xmls")}
    return {**others, "csvs": [csv], "formatName": found.get("formatName", "")}
