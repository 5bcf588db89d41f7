"""Snapshots of block volumes, and volumes that are restored from them."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, run
from spcs_local_tests.services.block_volumes import FROM, TAKE, mounted, snapshots
from spcs_local_tests.services.world import BLOCK, containers_of, create, described, settle


def test_snapshot_of_what_never_ran_is_empty(service: RunningAccount, owner: SnowflakeConnection) -> None:
    run(service.connect(role="ACCOUNTADMIN"), "ALTER COMPUTE POOL POOL SUSPEND")
    settle(service)
    create(owner, "NEW", BLOCK)
    run(owner, TAKE.replace("SVC", "NEW"), "DROP SERVICE NEW FORCE", "DROP SERVICE SVC FORCE")
    assert [row["state"] for row in snapshots(owner)][:1] == ["CREATED"]
    create(owner, "NEXT", FROM)
    settle(service)
    assert (described(owner, "NEXT")["status"], mounted(service)) == ("RUNNING", None)


def test_snapshot_needs_a_block_volume_of_an_instance(service: RunningAccount, owner: SnowflakeConnection) -> None:
    for wrong in (
        TAKE.replace('"data"', "data"),
        TAKE.replace('"data"', "'none'"),
        TAKE.replace("INSTANCE 0", "INSTANCE 1"),
    ):
        assert error_of(owner, wrong)[:2] == (395085, "22000")
    assert snapshots(owner) == []
    assert len(containers_of(service).volumes) == 1


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
