"""Snapshots of block volumes: taken by hand, taken by themselves, and what begins with them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import BLOCK, containers_of, create, described, settle

TAKE = 'CREATE SNAPSHOT BEFORE FROM SERVICE SVC VOLUME "data" INSTANCE 0'
UNSAVED = BLOCK.replace("size: 10Gi", "size: 10Gi, blockConfig: {snapshotOnDelete: false}")
FROM = BLOCK.replace("size: 10Gi", "size: 10Gi, blockConfig: {initialContents: {fromSnapshot: before}}")


@pytest.fixture
def service(world: RunningAccount, owner: SnowflakeConnection) -> RunningAccount:
    """SVC with something on its volume, and an owner that may take snapshots."""
    run(world.connect(role="ACCOUNTADMIN"), "GRANT CREATE SNAPSHOT ON SCHEMA DEMO.APP TO ROLE OWNER")
    create(owner, spec=BLOCK)
    settle(world)
    [volume] = containers_of(world).volumes
    containers_of(world).contents[volume] = "first"
    return world


def snapshots(connection: SnowflakeConnection) -> list[dict[str, Any]]:
    return rows(connection, "SHOW SNAPSHOTS IN SCHEMA DEMO.APP")


def mounted(account: RunningAccount) -> str | None:
    """What is on the volume that the one container has at /data."""
    port = containers_of(account)
    [spec] = port.specs.values()
    return port.contents.get(next(mount.source for mount in spec.mounts if mount.target == "/data"))


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


def test_snapshot_of_what_never_ran_is_empty(service: RunningAccount, owner: SnowflakeConnection) -> None:
    run(service.connect(role="ACCOUNTADMIN"), "ALTER COMPUTE POOL POOL SUSPEND")
    settle(service)
    create(owner, "NEW", BLOCK)
    run(owner, TAKE.replace("SVC", "NEW"), "DROP SERVICE NEW FORCE", "DROP SERVICE SVC FORCE")
    assert [row["state"] for row in snapshots(owner)][:1] == ["CREATED"]
    create(owner, "NEXT", FROM)
    settle(service)
    assert (described(owner, "NEXT")["status"], mounted(service)) == ("RUNNING", None)


def test_snapshot_that_cannot_be_taken_is_an_error(service: RunningAccount, owner: SnowflakeConnection) -> None:
    containers_of(service).volumes.clear()
    run(owner, TAKE)
    settle(service, 1)
    assert snapshots(owner)[0]["state"] == "ERROR"
    number, _, text = error_of(owner, f"CREATE SERVICE S IN COMPUTE POOL POOL FROM SPECIFICATION $${FROM}$$")
    assert (number, "is ERROR; expected CREATED" in text) == (395018, True)


def test_snapshot_needs_a_block_volume_of_an_instance(service: RunningAccount, owner: SnowflakeConnection) -> None:
    for wrong in (
        TAKE.replace('"data"', "data"),
        TAKE.replace('"data"', "'none'"),
        TAKE.replace("INSTANCE 0", "INSTANCE 1"),
    ):
        assert error_of(owner, wrong)[:2] == (395085, "22000")
    assert snapshots(owner) == []
    assert len(containers_of(service).volumes) == 1


def test_new_volume_begins_with_a_snapshot_once(service: RunningAccount, owner: SnowflakeConnection) -> None:
    run(owner, TAKE)
    settle(service, 1)
    run(owner, "DROP SERVICE SVC FORCE")
    create(owner, "NEW", FROM)
    settle(service)
    assert mounted(service) == "first"
    port = containers_of(service)
    [spec] = port.specs.values()
    port.contents[spec.mounts[0].source] = "second"
    run(owner, "DROP SNAPSHOT BEFORE", "ALTER SERVICE NEW SUSPEND")
    settle(service)
    run(owner, "ALTER SERVICE NEW RESUME")
    settle(service)
    assert (described(owner, "NEW")["status"], mounted(service)) == ("RUNNING", "second")


@pytest.mark.parametrize("statement", ["DROP SERVICE SVC FORCE", "ALTER COMPUTE POOL POOL STOP ALL"])
def test_deleted_volume_leaves_a_snapshot_for_a_while(
    service: RunningAccount, owner: SnowflakeConnection, statement: str
) -> None:
    run(service.connect(role="ACCOUNTADMIN"), "GRANT OPERATE ON COMPUTE POOL POOL TO ROLE OWNER")
    run(owner, statement)
    settle(service)
    [row] = snapshots(owner)
    assert row["name"].startswith("SYS_BACKUP_ON_DELETE_SVC_DATA_0_")
    assert (row["state"], row["service_name"]) == ("CREATED", "DEMO.APP.SVC")
    create(owner, "NEW", FROM.replace("before", row["name"]))
    settle(service)
    assert mounted(service) == "first"
    [snapshot] = service.account.model.objects.list("SNAPSHOT")
    assert snapshot["expires"] == pytest.approx(time.time() + 7 * 86400, abs=300)
    service.account.model.objects.change(snapshot, {"expires": time.time()})
    settle(service, 2)
    assert (snapshots(owner), len(containers_of(service).volumes)) == ([], 1)


def test_volume_without_snapshots_on_delete_goes(service: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, "NEW", UNSAVED)
    settle(service)
    run(owner, "DROP SERVICE NEW FORCE")
    settle(service)
    assert (snapshots(owner), len(containers_of(service).volumes)) == ([], 1)


def test_schema_that_is_dropped_takes_its_volumes_along(service: RunningAccount, owner: SnowflakeConnection) -> None:
    run(owner, TAKE)
    settle(service, 1)
    assert len(containers_of(service).volumes) == 2
    run(service.connect(role="ACCOUNTADMIN"), "DROP SCHEMA DEMO.APP")
    settle(service)
    assert containers_of(service).volumes == set()


def test_restored_volume_is_the_snapshot_and_leaves_one(service: RunningAccount, owner: SnowflakeConnection) -> None:
    run(owner, TAKE)
    settle(service, 1)
    port = containers_of(service)
    [spec] = port.specs.values()
    port.contents[spec.mounts[0].source] = "second"
    restore = 'ALTER SERVICE SVC RESTORE VOLUME "data" INSTANCES 0 FROM SNAPSHOT BEFORE'
    assert error_of(owner, restore)[:2] == (395085, "22000")
    for _ in range(2):
        run(owner, "ALTER SERVICE SVC SUSPEND")
        settle(service)
        run(owner, restore)
        settle(service)
        assert (described(owner)["status"], mounted(service)) == ("RUNNING", "first")
    kept = [row["name"] for row in snapshots(owner) if row["name"] != "BEFORE"]
    assert len(kept) == 2
    assert sorted(port.contents.values()) == ["first", "first", "first", "second"]


def test_volume_belongs_to_its_user(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=BLOCK.replace("size: 10Gi", "size: 10Gi, uid: 10001, gid: 10002"))
    settle(world)
    port = containers_of(world)
    [spec] = port.specs.values()
    assert spec.mounts[0].bare
    assert port.owners == {spec.mounts[0].source: (10001, 10002)}


def test_block_volume_stays_as_it_was_made(owner: SnowflakeConnection) -> None:
    create(owner, spec=BLOCK)
    for changed in ("size: 10Gi, blockConfig: {iops: 4000}", "size: 10Gi, blockConfig: {encryption: SNOWFLAKE_FULL}"):
        spec = BLOCK.replace("size: 10Gi", changed)
        assert error_of(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${spec}$$")[0] == 395085
    for config, told in (
        ("{iops: 5001}", "'iops' 5001"),
        ("{throughput: 751}", "'throughput' 751"),
        ("{iops: 2999}", "iops"),
        ("{snapshotDeleteAfter: 7}", "snapshotDeleteAfter"),
        ("{snapshotDeleteAfter: 7w}", "snapshotDeleteAfter"),
        ("{initialContents: {}}", "fromSnapshot"),
    ):
        spec = BLOCK.replace("size: 10Gi", f"size: 10Gi, blockConfig: {config}")
        number, _, text = error_of(owner, f"CREATE SERVICE S IN COMPUTE POOL POOL FROM SPECIFICATION $${spec}$$")
        assert (number, told in text) == (395018, True), text


def test_snapshot_of_a_long_name_has_room_for_the_rest(world: RunningAccount, owner: SnowflakeConnection) -> None:
    name = "S" * 255
    create(owner, name, spec=BLOCK)
    settle(world)
    run(owner, f"DROP SERVICE {name} FORCE")
    [row] = snapshots(owner)
    assert len(row["name"]) == 255
    assert "S_DATA_0_" in row["name"]
