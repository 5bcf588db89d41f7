"""Stages: their directory tables, and files that go with them."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, rows, run


def test_directory_table_is_shown_and_described(stage: SnowflakeConnection) -> None:
    run(stage, "CREATE STAGE WITH_ONE DIRECTORY = (ENABLE = TRUE) ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE')")
    shown = {row["name"]: (row["directory_enabled"], row["type"]) for row in rows(stage, "SHOW STAGES")}
    assert shown == {"S": ("N", "INTERNAL"), "WITH_ONE": ("Y", "INTERNAL NO CSE")}
    described = {row["property"]: row["property_value"] for row in rows(stage, "DESCRIBE STAGE WITH_ONE")}
    assert described["ENABLE"] == "true"


def test_stage_that_is_replaced_begins_without_files(stage: SnowflakeConnection, account: RunningAccount) -> None:
    files = account.account.model.stages
    [before] = account.account.model.objects.list("STAGE")
    files.write(before, "a", b"x")
    directory = files.directory(before)
    run(stage, "CREATE OR REPLACE STAGE S")
    assert not directory.exists()
    assert rows(stage, "LIST @S") == []
