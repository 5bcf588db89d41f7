"""Parameters of sessions, users, warehouses, databases and schemas."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.bare_http import QUERY, post, session_token
from spcs_local_tests.running import RunningAccount, error_of, rows, run

# what the provider plugin resets when it takes over a schema, in its order
SCHEMA_PARAMETERS = (
    "DATA_RETENTION_TIME_IN_DAYS, MAX_DATA_EXTENSION_TIME_IN_DAYS, EXTERNAL_VOLUME, CATALOG, PIPE_EXECUTION_PAUSED, "
    "REPLACE_INVALID_CHARACTERS, DEFAULT_DDL_COLLATION, DEFAULT_NOTEBOOK_COMPUTE_POOL_CPU, "
    "DEFAULT_NOTEBOOK_COMPUTE_POOL_GPU, STORAGE_SERIALIZATION_POLICY, LOG_LEVEL, LOG_EVENT_LEVEL, TRACE_LEVEL, "
    "SUSPEND_TASK_AFTER_NUM_FAILURES, TASK_AUTO_RETRY_ATTEMPTS, USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE, "
    "USER_TASK_TIMEOUT_MS, USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS, QUOTED_IDENTIFIERS_IGNORE_CASE, "
    "ENABLE_CONSOLE_OUTPUT"
)
# those of users that sessions have too are many; these stand for them
USER_PARAMETERS = "ABORT_DETACHED_QUERY, LOG_LEVEL, NETWORK_POLICY, SEARCH_PATH, TWO_DIGIT_CENTURY_START, WEEK_START"


def parameter(connection: SnowflakeConnection, name: str, scope: str) -> tuple[str, str]:
    """Its value and the level that it is set on."""
    [row] = rows(connection, f"SHOW PARAMETERS LIKE '{name}' IN {scope}")
    return row["value"], row["level"]


def test_schema_takes_a_reset_of_every_parameter(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE D", "ALTER SCHEMA D.PUBLIC SET LOG_LEVEL = INFO ENABLE_CONSOLE_OUTPUT = true")
    assert parameter(admin, "LOG_LEVEL", "SCHEMA D.PUBLIC") == ("INFO", "SCHEMA")
    run(admin, f'ALTER SCHEMA "D"."PUBLIC" UNSET {SCHEMA_PARAMETERS}')
    shown = rows(admin, 'SHOW PARAMETERS IN SCHEMA "D"."PUBLIC"')
    assert {row["key"] for row in shown} == set(SCHEMA_PARAMETERS.split(", "))
    assert {row["level"] for row in shown} == {""}


def test_schema_has_the_parameters_of_its_database(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE D DATA_RETENTION_TIME_IN_DAYS = 1", "CREATE SCHEMA D.S")
    assert parameter(admin, "DATA_RETENTION_TIME_IN_DAYS", "SCHEMA D.S") == ("1", "DATABASE")
    run(admin, "ALTER SCHEMA D.S SET DATA_RETENTION_TIME_IN_DAYS = 7", "ALTER DATABASE D SET CATALOG = C")
    assert parameter(admin, "DATA_RETENTION_TIME_IN_DAYS", "SCHEMA D.S") == ("7", "SCHEMA")
    assert parameter(admin, "CATALOG", "SCHEMA D.S") == ("C", "DATABASE")
    assert rows(admin, "SHOW SCHEMAS LIKE 'S' IN DATABASE D")[0]["retention_time"] == "7"


def test_parameter_set_to_its_default_shows_its_level(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE WAREHOUSE W MAX_CONCURRENCY_LEVEL = 8")
    assert parameter(admin, "MAX_CONCURRENCY_LEVEL", "WAREHOUSE W") == ("8", "WAREHOUSE")
    run(admin, "ALTER WAREHOUSE W UNSET MAX_CONCURRENCY_LEVEL")
    assert parameter(admin, "MAX_CONCURRENCY_LEVEL", "WAREHOUSE W") == ("8", "")


def test_session_has_the_parameters_of_its_user(admin: SnowflakeConnection, account: RunningAccount) -> None:
    run(admin, "ALTER USER ADMIN SET TIMEZONE = 'Europe/Berlin' WEEK_START = 1")
    later = account.connect()
    assert parameter(later, "TIMEZONE", "SESSION") == ("Europe/Berlin", "USER")
    run(later, "ALTER SESSION SET TIMEZONE = 'Asia/Tokyo'")
    assert parameter(later, "TIMEZONE", "SESSION") == ("Asia/Tokyo", "SESSION")
    assert parameter(later, "TIMEZONE", "USER ADMIN") == ("Europe/Berlin", "USER")


def test_user_takes_a_reset_of_parameters_and_second_factor(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U WEEK_START = 3", f"ALTER USER U UNSET DISABLE_MFA, {USER_PARAMETERS}")
    assert parameter(admin, "WEEK_START", "USER U") == ("0", "")
    assert "DISABLE_MFA" not in {row["property"] for row in rows(admin, "DESCRIBE USER U")}


@pytest.mark.parametrize(
    ("setting", "number"),
    [
        ("DATA_RETENTION_TIME_IN_DAYS = 91", 1008),
        ("ENABLE_CONSOLE_OUTPUT = 'perhaps'", 1008),
        ("TIMEZONE = 'UTC'", 1422),
    ],
)
def test_database_refuses_a_wrong_parameter(admin: SnowflakeConnection, setting: str, number: int) -> None:
    run(admin, "CREATE DATABASE D")
    assert error_of(admin, f"ALTER DATABASE D SET {setting}")[0] == number


def test_time_zone_is_one_that_there_is(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U")
    for statement in ("ALTER SESSION SET TIMEZONE = 'Nowhere/At_All'", "ALTER USER U SET TIMEZONE = '../etc/passwd'"):
        assert error_of(admin, statement)[0] == 1008


def test_answers_tell_drivers_their_parameters(account: RunningAccount) -> None:
    set_two = {"sqlText": "ALTER SESSION SET TIMEZONE = 'Europe/Berlin' DATE_OUTPUT_FORMAT = 'DD.MM.YYYY'"}
    told = post(account, QUERY, set_two, session_token(account))["data"]
    values = {parameter["name"]: parameter["value"] for parameter in told["parameters"]}
    assert (values["TIMEZONE"], values["DATE_OUTPUT_FORMAT"]) == ("Europe/Berlin", "DD.MM.YYYY")
    assert (values["AUTOCOMMIT"], values["CLIENT_RESULT_CHUNK_SIZE"]) == (True, 160)
    assert "ROWS_PER_RESULTSET" not in values
