"""What is kept of statements."""

from __future__ import annotations

import time

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of


def test_statement_is_logged_with_its_time_and_error(account: RunningAccount, admin: SnowflakeConnection) -> None:
    before = time.time()
    error_of(admin, "DROP ROLE NOPE")
    entry = account.account.log.last(1)[0]
    assert (entry["text"], entry["error_number"], entry["user"], entry["role"]) == (
        "DROP ROLE NOPE",
        2003,
        "ADMIN",
        "ACCOUNTADMIN",
    )
    assert entry["started_on"] >= before - 1
