"""Service functions. https://docs.snowflake.com/en/sql-reference/sql/create-function-spcs

Functions of one name differ by the types of their arguments: these are part of the name that is stored, `F(VARCHAR)`.
"""

from __future__ import annotations

import json
from typing import Any

from spcs_local.kinds.columns import computed, constant, created_on, schema_name
from spcs_local.kinds.kind import Column, Kind
from spcs_local.kinds.view import View
from spcs_local.model.object_kinds import SCHEMA
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, choice, integer, strings, text

DEFAULT_RETRIES, DEFAULT_SECONDS, MOST_SECONDS = 3, 3600, 604_800
CONTEXT_FUNCTIONS = (
    *("CURRENT_ACCOUNT", "CURRENT_DATABASE", "CURRENT_ROLE", "CURRENT_SCHEMA", "CURRENT_SESSION", "CURRENT_STATEMENT"),
    *("CURRENT_TIMESTAMP", "CURRENT_USER", "CURRENT_VERSION", "CURRENT_WAREHOUSE", "LAST_QUERY_ID"),
)
_DESCRIPTION = "user-defined function"


def own_name(found: StoredObject) -> str:
    """Without its types."""
    return found.name.rpartition("(")[0]


def _context_functions(name: str, value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [choice(*CONTEXT_FUNCTIONS)(name, item) for item in items]


def _arguments(found: StoredObject, _view: View) -> str:
    types = ", ".join(kind for _, kind in found["arguments"])
    return f"{own_name(found)}({types}) RETURN {found['returns']}"


def _describe(found: StoredObject, _view: View) -> list[list[Any]]:
    takes = ", ".join(f"{name} {kind}" for name, kind in found["arguments"])
    headers = found["CONTEXT_HEADERS"]
    rows = {
        "signature": f"({takes})",
        "returns": found["returns"],
        "language": None,
        "null handling": "RETURNS NULL ON NULL INPUT" if found["strict"] else "CALLED ON NULL INPUT",
        "volatility": found["volatility"],
        "body": found["path"],
        "headers": "null",
        "context_headers": json.dumps(headers) if headers else "null",
        "max_batch_rows": _set(found["MAX_BATCH_ROWS"]),
        "service": found["SERVICE"][-1],
        "service_endpoint": found["ENDPOINT"],
        "max_batch_retries": str(found["MAX_BATCH_RETRIES"]),
        "on_batch_failure": found["ON_BATCH_FAILURE"],
        "batch_timeout_secs": _set(found["BATCH_TIMEOUT_SECS"]),
    }
    return [[name, value] for name, value in rows.items()]


def _set(value: int | None) -> str:
    return "not set" if value is None else str(value)


def _count(found: StoredObject, _view: View) -> int:
    return len(found["arguments"])


# https://docs.snowflake.com/en/sql-reference/sql/show-functions
_SHOW: tuple[Column, ...] = (
    created_on(),
    computed("name", lambda found, _: own_name(found)),
    schema_name(),
    constant("is_builtin", "N"),
    constant("is_aggregate", "N"),
    constant("is_ansi", "N"),
    computed("min_num_arguments", _count, "FIXED"),
    computed("max_num_arguments", _count, "FIXED"),
    computed("arguments", _arguments),
    computed("description", lambda found, _: found["COMMENT"] or _DESCRIPTION),
    computed("catalog_name", lambda found, _: found.database),
    constant("is_table_function", "N"),
    constant("valid_for_clustering", "N"),
    constant("is_secure", "N"),
    constant("secrets", None),
    constant("external_access_integrations", None),
    constant("is_external_function", "N"),
    constant("language", "EXTERNAL"),
    constant("is_memoizable", "N"),
    constant("is_data_metric", "N"),
)

FUNCTION = Kind(
    name="FUNCTION",
    plural="FUNCTIONS",
    scope=SCHEMA,
    properties=(
        Property("SERVICE", strings, required=True, unset=False),  # its full name, part by part
        Property("ENDPOINT", text, required=True, unset=False),
        Property("MAX_BATCH_ROWS", integer(1), None),
        Property("MAX_BATCH_RETRIES", integer(0, 10), DEFAULT_RETRIES),
        Property("ON_BATCH_FAILURE", choice("ABORT", "RETURN_NULL"), "ABORT"),
        Property("BATCH_TIMEOUT_SECS", integer(1, MOST_SECONDS), None),
        Property("CONTEXT_HEADERS", _context_functions, []),
        Property("COMMENT", text, ""),
    ),
    privileges=("USAGE",),
    create_privilege="CREATE FUNCTION",
    show=_SHOW,
    describe=(
        Column("property", lambda _found, _view: None),
        Column("value", lambda _found, _view: None),
    ),
    describe_rows=_describe,
)
