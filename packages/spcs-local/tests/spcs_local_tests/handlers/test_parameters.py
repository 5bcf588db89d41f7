"""ALTER SESSION and SHOW PARAMETERS."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import rows, run


def test_alter_session_set_and_unset_show(admin: SnowflakeConnection) -> None:
    run(admin, "ALTER SESSION SET TIMEZONE = 'Europe/Berlin', LOCK_TIMEOUT = 5")
    shown = rows(admin, "SHOW PARAMETERS LIKE 'TIMEZONE' IN SESSION")[0]
    assert (shown["value"], shown["level"]) == ("Europe/Berlin", "SESSION")
    run(admin, "ALTER SESSION UNSET TIMEZONE")
    assert rows(admin, "SHOW PARAMETERS LIKE 'TIMEZONE'")[0]["level"] == ""
