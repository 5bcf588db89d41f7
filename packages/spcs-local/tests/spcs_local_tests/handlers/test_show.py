"""SHOW's filters."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import names, rows, run


def test_show_filters_and_limits(admin: SnowflakeConnection) -> None:
    run(admin, *(f"CREATE ROLE R{n}" for n in range(5)))
    assert names(admin, "SHOW ROLES LIKE 'r%' LIMIT 2 FROM 'R1'") == ["R2", "R3"]
    assert names(admin, "SHOW ROLES STARTS WITH 'r'") == []
    assert set(rows(admin, "SHOW TERSE ROLES LIKE 'R1'")[0]) == {"created_on", "name"}
