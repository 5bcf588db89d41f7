"""The parameters, their defaults and where each may be set. https://docs.snowflake.com/en/sql-reference/parameters"""

from __future__ import annotations

from dataclasses import dataclass

from spcs_local.model.properties import LARGEST

SESSION, USER, WAREHOUSE, DATABASE, SCHEMA, ACCOUNT = "SESSION", "USER", "WAREHOUSE", "DATABASE", "SCHEMA", "ACCOUNT"
SERVICE = "SERVICE"
_SESSIONS = (SESSION, USER, ACCOUNT)
_STORED = (DATABASE, SCHEMA, ACCOUNT)
_TOLD = ("AUTOCOMMIT", "TIMEZONE")


@dataclass(frozen=True)
class Parameter:
    """A parameter: its type by its default's, and what it can be set on."""

    name: str
    default: bool | int | str
    on: tuple[str, ...] = _SESSIONS
    bounds: tuple[int, int] = (0, LARGEST)  # of a number

    @property
    def type(self) -> str:
        """As SHOW PARAMETERS names it."""
        if isinstance(self.default, bool):
            return "BOOLEAN"
        return "NUMBER" if isinstance(self.default, int) else "STRING"

    @property
    def is_for_clients(self) -> bool:
        """Whether drivers go by it, so that every answer tells them what it is."""
        return self.name.startswith(("CLIENT_", "JDBC_")) or self.name.endswith("_OUTPUT_FORMAT") or self.name in _TOLD


PARAMETERS = (
    Parameter("ABORT_DETACHED_QUERY", False),
    Parameter("AUTOCOMMIT", True),
    Parameter("AUTOCOMMIT_API_SUPPORTED", True),
    Parameter("BINARY_INPUT_FORMAT", "HEX"),
    Parameter("BINARY_OUTPUT_FORMAT", "HEX"),
    Parameter("CATALOG", "", _STORED),
    Parameter("CLIENT_MEMORY_LIMIT", 1536),
    Parameter("CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX", False),
    Parameter("CLIENT_PREFETCH_THREADS", 4, bounds=(1, 10)),
    Parameter("CLIENT_RESULT_CHUNK_SIZE", 160, bounds=(16, 160)),
    Parameter("CLIENT_RESULT_COLUMN_CASE_INSENSITIVE", False),
    Parameter("CLIENT_SESSION_KEEP_ALIVE", False),
    Parameter("CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY", 3600, bounds=(900, 3600)),
    Parameter("CLIENT_TELEMETRY_ENABLED", False),
    Parameter("CLIENT_TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_LTZ"),
    Parameter("DATA_RETENTION_TIME_IN_DAYS", 1, _STORED, bounds=(0, 90)),
    Parameter("DATE_INPUT_FORMAT", "AUTO"),
    Parameter("DATE_OUTPUT_FORMAT", "YYYY-MM-DD"),
    Parameter("DEFAULT_DDL_COLLATION", "", _STORED),
    Parameter("DEFAULT_NOTEBOOK_COMPUTE_POOL_CPU", "SYSTEM_COMPUTE_POOL_CPU", _STORED),
    Parameter("DEFAULT_NOTEBOOK_COMPUTE_POOL_GPU", "SYSTEM_COMPUTE_POOL_GPU", _STORED),
    Parameter("ENABLE_CONSOLE_OUTPUT", False, _STORED),
    Parameter("ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION", True),
    Parameter("ENABLE_UNREDACTED_QUERY_SYNTAX_ERROR", False, (USER, ACCOUNT)),
    Parameter("ERROR_ON_NONDETERMINISTIC_MERGE", True),
    Parameter("ERROR_ON_NONDETERMINISTIC_UPDATE", False),
    Parameter("EVENT_TABLE", "SNOWFLAKE.TELEMETRY.EVENTS", (ACCOUNT,)),
    Parameter("EXTERNAL_VOLUME", "", _STORED),
    Parameter("GEOGRAPHY_OUTPUT_FORMAT", "GeoJSON"),
    Parameter("GEOMETRY_OUTPUT_FORMAT", "GeoJSON"),
    Parameter("GO_QUERY_RESULT_FORMAT", "json"),
    Parameter("JDBC_TREAT_DECIMAL_AS_INT", True),
    Parameter("JDBC_TREAT_TIMESTAMP_NTZ_AS_UTC", False),
    Parameter("JDBC_USE_SESSION_TIMEZONE", True),
    Parameter("JSON_INDENT", 2, bounds=(0, 16)),
    Parameter("LOCK_TIMEOUT", 43200),
    Parameter("LOG_EVENT_LEVEL", "OFF", (SESSION, USER, DATABASE, SCHEMA, SERVICE, ACCOUNT)),
    Parameter("LOG_LEVEL", "OFF", (SESSION, USER, DATABASE, SCHEMA, SERVICE, ACCOUNT)),
    Parameter("MAX_CONCURRENCY_LEVEL", 8, (WAREHOUSE,)),
    Parameter("MAX_DATA_EXTENSION_TIME_IN_DAYS", 14, _STORED, bounds=(0, 90)),
    Parameter("MULTI_STATEMENT_COUNT", 1),
    Parameter("NETWORK_POLICY", "", (USER, ACCOUNT)),
    Parameter("NOORDER_SEQUENCE_AS_DEFAULT", True),
    Parameter("ODBC_TREAT_DECIMAL_AS_INT", False),
    Parameter("PIPE_EXECUTION_PAUSED", False, (SCHEMA, ACCOUNT)),
    Parameter("PREVENT_UNLOAD_TO_INTERNAL_STAGES", False, (USER, ACCOUNT)),
    Parameter("PYTHON_CONNECTOR_QUERY_RESULT_FORMAT", "ARROW"),
    Parameter("QUERY_RESULT_FORMAT", "json"),
    Parameter("QUERY_TAG", ""),
    Parameter("QUOTED_IDENTIFIERS_IGNORE_CASE", False, (SESSION, USER, DATABASE, SCHEMA, ACCOUNT)),
    Parameter("REPLACE_INVALID_CHARACTERS", False, _STORED),
    Parameter("ROWS_PER_RESULTSET", 0),
    Parameter("S3_STAGE_VPCE_DNS_NAME", ""),
    Parameter("SEARCH_PATH", "$current, $public"),
    Parameter("SIMULATED_DATA_SHARING_CONSUMER", ""),
    Parameter("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", 0, (SESSION, USER, WAREHOUSE, ACCOUNT)),
    Parameter("STATEMENT_TIMEOUT_IN_SECONDS", 172800, (SESSION, USER, WAREHOUSE, ACCOUNT), bounds=(0, 604_800)),
    Parameter("STORAGE_SERIALIZATION_POLICY", "OPTIMIZED", _STORED),
    Parameter("STRICT_JSON_OUTPUT", False),
    Parameter("SUSPEND_TASK_AFTER_NUM_FAILURES", 10, _STORED),
    Parameter("TASK_AUTO_RETRY_ATTEMPTS", 0, _STORED),
    Parameter("TIMESTAMP_DAY_IS_ALWAYS_24H", False),
    Parameter("TIMESTAMP_INPUT_FORMAT", "AUTO"),
    Parameter("TIMESTAMP_LTZ_OUTPUT_FORMAT", ""),
    Parameter("TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3"),
    Parameter("TIMESTAMP_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"),
    Parameter("TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_NTZ"),
    Parameter("TIMESTAMP_TZ_OUTPUT_FORMAT", ""),
    Parameter("TIMEZONE", "Etc/UTC"),
    Parameter("TIME_INPUT_FORMAT", "AUTO"),
    Parameter("TIME_OUTPUT_FORMAT", "HH24:MI:SS"),
    Parameter("TRACE_LEVEL", "OFF", (SESSION, USER, DATABASE, SCHEMA, ACCOUNT)),
    Parameter("TRANSACTION_ABORT_ON_ERROR", False),
    Parameter("TRANSACTION_DEFAULT_ISOLATION_LEVEL", "READ COMMITTED"),
    Parameter("TWO_DIGIT_CENTURY_START", 1970, bounds=(1900, 2100)),
    Parameter("UNSUPPORTED_DDL_ACTION", "ignore"),
    Parameter("USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE", "Medium", _STORED),
    Parameter("USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS", 30, _STORED),
    Parameter("USER_TASK_TIMEOUT_MS", 3600000, _STORED, bounds=(0, 604_800_000)),
    Parameter("USE_CACHED_RESULT", True),
    Parameter("WEEK_OF_YEAR_POLICY", 0, bounds=(0, 1)),
    Parameter("WEEK_START", 0, bounds=(0, 7)),
)
FOR_CLIENTS = tuple(parameter for parameter in PARAMETERS if parameter.is_for_clients)
BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}
