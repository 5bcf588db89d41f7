"""Snapshots are taken by the controller."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.block_volumes import FROM, TAKE, snapshots
from spcs_local_tests.services.world import containers_of, settle


def test_snapshot_is_created_with_the_next_look(service: RunningAccount, owner: SnowflakeConnection) -> None:
    run(owner, TAKE + " COMMENT = 'mine'")
    [row] = snapshots(owner)
    assert " ".join(row) == (
        "name state database_name schema_name service_name volume_name instance size comment owner owner_role_type"
        " created_on encryption"
    )
    assert (row["state"], row["service_name"], row["volume_name"], row["instance"], row["size"], row["encryption"]) == (
        "INITIALIZED",
        "DEMO.APP.SVC",
        "data",
        "0",
        10,
        "SNOWFLAKE_SSE",
    )
    settle(service, 1)
    assert snapshots(owner)[0]["state"] == "CREATED"
    run(owner, "ALTER SNAPSHOT BEFORE SET COMMENT = 'yours'")
    assert rows(owner, "DESCRIBE SNAPSHOT BEFORE")[0]["comment"] == "yours"
    run(owner, "DROP SNAPSHOT BEFORE")
    settle(service, 1)
    assert (snapshots(owner), len(containers_of(service).volumes)) == ([], 1)


def test_snapshot_that_cannot_be_taken_is_an_error(service: RunningAccount, owner: SnowflakeConnection) -> None:
    containers_of(service).volumes.clear()
    run(owner, TAKE)
    settle(service, 1)
    assert snapshots(owner)[0]["state"] == "ERROR"
    number, _, text = error_of(owner, f"CREATE SERVICE S IN COMPUTE POOL POOL FROM SPECIFICATION $${FROM}$$")
    assert (number, "is ERROR; expected CREATED" in text) == (395018, True)
