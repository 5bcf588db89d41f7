"""Parameters that clients ask for or set. https://docs.snowflake.com/en/sql-reference/parameters"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from local.errors import InvalidValueError, SnowflakeError
from local.model.identifiers import Name

SESSION, WAREHOUSE, DATABASE, SCHEMA = "SESSION", "WAREHOUSE", "DATABASE", "SCHEMA"


@dataclass(frozen=True)
class Parameter:
    """A parameter: its type by its default's, and the objects that show it besides sessions."""

    name: str
    default: bool | int | str
    on: tuple[str, ...] = (SESSION, "USER", "ACCOUNT")

    @property
    def type(self) -> str:
        """As SHOW PARAMETERS names it."""
        if isinstance(self.default, bool):
            return "BOOLEAN"
        return "NUMBER" if isinstance(self.default, int) else "STRING"


_STORED = (DATABASE, SCHEMA, "ACCOUNT")

PARAMETERS = tuple(
    sorted(
        (
            Parameter("ABORT_DETACHED_QUERY", False),
            Parameter("AUTOCOMMIT", True),
            Parameter("AUTOCOMMIT_API_SUPPORTED", True),
            Parameter("BINARY_INPUT_FORMAT", "HEX"),
            Parameter("BINARY_OUTPUT_FORMAT", "HEX"),
            Parameter("CLIENT_MEMORY_LIMIT", 1536),
            Parameter("CLIENT_PREFETCH_THREADS", 4),
            Parameter("CLIENT_RESULT_CHUNK_SIZE", 160),
            Parameter("CLIENT_SESSION_KEEP_ALIVE", False),
            Parameter("CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY", 3600),
            Parameter("CLIENT_TELEMETRY_ENABLED", False),
            Parameter("DATE_INPUT_FORMAT", "AUTO"),
            Parameter("DATE_OUTPUT_FORMAT", "YYYY-MM-DD"),
            Parameter("JSON_INDENT", 2),
            Parameter("LOCK_TIMEOUT", 43200),
            Parameter("MULTI_STATEMENT_COUNT", 1),
            Parameter("PYTHON_CONNECTOR_QUERY_RESULT_FORMAT", "json"),
            Parameter("GO_QUERY_RESULT_FORMAT", "json"),
            Parameter("QUERY_RESULT_FORMAT", "json"),
            Parameter("QUERY_TAG", ""),
            Parameter("QUOTED_IDENTIFIERS_IGNORE_CASE", False, (SESSION, "USER", *_STORED)),
            Parameter("ROWS_PER_RESULTSET", 0),
            Parameter("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", 0, (SESSION, "USER", "ACCOUNT", WAREHOUSE)),
            Parameter("STATEMENT_TIMEOUT_IN_SECONDS", 172800, (SESSION, "USER", "ACCOUNT", WAREHOUSE)),
            Parameter("MAX_CONCURRENCY_LEVEL", 8, (WAREHOUSE,)),
            Parameter("TIMESTAMP_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"),
            Parameter("TIMESTAMP_LTZ_OUTPUT_FORMAT", ""),
            Parameter("TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3"),
            Parameter("TIMESTAMP_TZ_OUTPUT_FORMAT", ""),
            Parameter("TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_NTZ"),
            Parameter("TIMEZONE", "Etc/UTC"),
            Parameter("TIME_INPUT_FORMAT", "AUTO"),
            Parameter("TIME_OUTPUT_FORMAT", "HH24:MI:SS"),
            Parameter("USE_CACHED_RESULT", True),
            Parameter("WEEK_START", 0),
            Parameter("DATA_RETENTION_TIME_IN_DAYS", 1, _STORED),
            Parameter("MAX_DATA_EXTENSION_TIME_IN_DAYS", 14, _STORED),
        ),
        key=lambda parameter: parameter.name,
    )
)
BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}


def value_of(name: str, value: Any) -> bool | int | str:
    """A session parameter's new value; an unknown name is an error."""
    parameter = BY_NAME.get(name)
    if parameter is None or SESSION not in parameter.on:
        raise SnowflakeError(2141, "42601", f"SQL compilation error:\ninvalid parameter '{name}'")
    text = value.last if isinstance(value, Name) else str(value)
    if parameter.type == "BOOLEAN":
        if text.upper() not in ("TRUE", "FALSE"):
            raise InvalidValueError(text, name)
        return text.upper() == "TRUE"
    if parameter.type == "NUMBER":
        if not text.lstrip("-").isdigit():
            raise InvalidValueError(text, name)
        return int(text)
    return text
