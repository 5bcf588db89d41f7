"""Internal stages: their encryption, their directory, and what DESCRIBE tells of both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pulumi_standins.provider.provider import State
from pulumi_standins.provider.values import Properties, Value
from pulumi_standins.snowflake.objects import DESCRIBED, SHOWN, ObjectType
from pulumi_standins.snowflake.properties import BOOLEAN, FLAG, TEXT, Kind, Property, camel
from pulumi_standins.snowflake.resource import Session
from pulumi_standins.snowflake.rows import Row, lower_keys
from pulumi_standins.snowflake.sql import Name

_TEXTS = (
    "binaryFormat", "compression", "dateFormat", "encoding", "escape", "escapeUnenclosedField", "fieldDelimiter",
    "fieldOptionallyEnclosedBy", "fileExtension", "recordDelimiter", "timeFormat", "timestampFormat", "type",
)  # fmt: skip
_FLAGS = (
    "emptyFieldAsNull", "errorOnColumnCountMismatch", "multiLine", "parseHeader", "replaceInvalidCharacters",
    "skipBlankLines", "skipByteOrderMark", "trimSpace", "validateUtf8",
)  # fmt: skip


def stage() -> Stage:
    return Stage(
        "stageInternal",
        "STAGE",
        3,
        Property("encryption", _STAGE_ENCRYPTION, replaces=True),
        Property("directory", _DIRECTORY, nested_defaults={"autoRefresh": "default"}),
        Property("comment", TEXT, column="comment", empty=True, reads_zero=True),
        renames=True,
        schema_version=1,
    )


class Stage(ObjectType):
    """https://docs.snowflake.com/en/sql-reference/sql/create-stage"""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.computed += (DESCRIBED, "stageType")

    def planned(self, old: State, news: Properties) -> Properties:
        told = {} if old.id else {"stageType": "<changed externally>"}
        return {**super().planned(old, news), **told}

    def shown(self, session: Session, name: Name) -> Properties:
        shown = super().shown(session, name)
        described = stage_output(map(lower_keys, session.execute(f"DESCRIBE STAGE {name}")))
        return {**shown, DESCRIBED: [described], "stageType": shown[SHOWN][0].get("type", "")}

    def drift(self, old: State, outputs: Properties) -> Properties:
        found = super().drift(old, outputs)
        table = outputs[DESCRIBED][0]["directoryTables"][0]
        if not old.outputs or _switches(_directory_of(old.outputs) or table) != _switches(table):
            found["directory"] = {"enable": table["enable"], "autoRefresh": str(table["autoRefresh"]).lower()}
        return found

    def forced(self, old: State, news: Properties, changed: set[str]) -> bool:
        before, now = old.outputs.get("directory"), news.get("directory")
        gone = bool(before) and not now
        refresh = _auto_refresh(before) != _auto_refresh(now) and bool(before) and bool(now)
        return "directory" in changed and (gone or refresh)

    def alterations(self, name: Name, old: State, news: Properties) -> list[str]:
        # another autoRefresh is another stage: ALTER sends none
        switched = {"directory": {"enable": news["directory"]["enable"]}} if news.get("directory") else {}
        return super().alterations(name, old, {**news, **switched})

    def set_sql(self, name: Name, assignments: list[str]) -> list[str]:
        # directory and comment are two forms of ALTER STAGE
        return [f"ALTER STAGE {name} SET {item}" for item in assignments]


def _directory_of(outputs: Properties) -> Properties | None:
    """None in a state that was never read, where there is nothing to compare with."""
    described = outputs.get(DESCRIBED)
    return dict(described[0]["directoryTables"][0]) if described else None


def _switches(table: Properties) -> tuple[Value, Value]:
    return table["enable"], table["autoRefresh"]


def _auto_refresh(directory: Value) -> Value:
    value = (directory or {}).get("autoRefresh")
    return str(value).lower() if FLAG.accepts(value) and value != "default" else None


def _directory_sql(value: Properties) -> str:
    enable = f"ENABLE = {BOOLEAN.sql(value['enable'])}"
    refresh = _auto_refresh(value)
    return f"({enable} AUTO_REFRESH = {refresh})" if refresh else f"({enable})"


_ENCRYPTIONS = {"snowflakeFull": "SNOWFLAKE_FULL", "snowflakeSse": "SNOWFLAKE_SSE"}
_STAGE_ENCRYPTION = Kind(
    "one of " + " and ".join(_ENCRYPTIONS),
    lambda value: isinstance(value, dict) and len(value) == 1 and set(value) <= set(_ENCRYPTIONS),
    lambda value: f"(TYPE = '{_ENCRYPTIONS[next(iter(value))]}')",
    lambda value: sorted(value),
)
_DIRECTORY = Kind(
    "enable (a boolean) and autoRefresh",
    lambda value: (
        isinstance(value, dict) and isinstance(value.get("enable"), bool) and set(value) <= {"enable", "autoRefresh"}
    ),
    _directory_sql,
    # what gives the same clause is the same
    _directory_sql,
)


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
