"""Internal stages. https://docs.snowflake.com/en/sql-reference/sql/create-stage"""

from __future__ import annotations

from typing import Any

from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import RENAME
from spcs_local.kinds.columns import (
    comment,
    computed,
    constant,
    created_on,
    database_name,
    own_name,
    owner,
    owner_role_type,
    schema_name,
    yes_no,
)
from spcs_local.kinds.kind import Column, Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.model.object_kinds import SCHEMA
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, mapping, text


def directory_enabled(found: StoredObject) -> bool:
    """Whether the stage has a directory table."""
    return str((found["DIRECTORY"] or {}).get("ENABLE", "")).upper() == "TRUE"


def _dropped(change: Change, found: StoredObject) -> None:
    change.model.stages.discard(found)


def _describe(found: StoredObject, _view: View) -> list[list[Any]]:
    enabled = "true" if directory_enabled(found) else "false"
    return [
        ["STAGE_FILE_FORMAT", "TYPE", "String", "CSV", "CSV"],
        ["STAGE_LOCATION", "URL", "String", "", ""],
        ["DIRECTORY", "ENABLE", "Boolean", enabled, "false"],
        ["DIRECTORY", "AUTO_REFRESH", "Boolean", "false", "false"],
    ]


KIND = Kind(
    name="STAGE",
    plural="STAGES",
    scope=SCHEMA,
    properties=(
        Property("ENCRYPTION", mapping("TYPE"), {"TYPE": "SNOWFLAKE_FULL"}, alterable=False),
        Property("DIRECTORY", mapping("ENABLE", "AUTO_REFRESH", "REFRESH_ON_CREATE"), {}, unset=False),
        Property("FILE_FORMAT", mapping("TYPE", "FORMAT_NAME"), {}, unset=False),
        Property("COMMENT", text, "", unset=False),
    ),
    privileges=("READ", "WRITE"),
    create_privilege="CREATE STAGE",
    show=(
        created_on(),
        own_name(),
        database_name(),
        schema_name(),
        constant("url"),
        constant("has_credentials", "N"),
        constant("has_encryption_key", "N"),
        owner(),
        comment(),
        constant("region", None),
        computed(
            "type",
            lambda found, _: "INTERNAL NO CSE" if found["ENCRYPTION"].get("TYPE") == "SNOWFLAKE_SSE" else "INTERNAL",
        ),
        constant("cloud", None),
        constant("notification_channel", None),
        constant("storage_integration", None),
        constant("endpoint", None),
        owner_role_type(),
        computed("directory_enabled", lambda found, _: yes_no(directory_enabled(found))),
    ),
    describe=tuple(
        Column(name, lambda _found, _view: None)
        for name in ("parent_property", "property", "property_type", "property_value", "property_default")
    ),
    describe_rows=_describe,
    clauses=frozenset({RENAME}),
    hooks=Hooks(dropped=_dropped),
)
