"""What a block volume leaves when it is deleted."""

from __future__ import annotations

import time

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.block_volumes import FROM, UNSAVED, mounted, snapshots
from spcs_local_tests.services.world import BLOCK, containers_of, create, settle


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
    service.account.model.objects.change(snapshot, {"expires": 0.0})
    settle(service, 2)
    assert (snapshots(owner), len(containers_of(service).volumes)) == ([], 1)


def test_volume_without_snapshots_on_delete_goes(service: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, "NEW", UNSAVED)
    settle(service)
    run(owner, "DROP SERVICE NEW FORCE")
    settle(service)
    assert (snapshots(owner), len(containers_of(service).volumes)) == ([], 1)


def test_snapshot_of_a_long_name_has_room_for_the_rest(world: RunningAccount, owner: SnowflakeConnection) -> None:
    name = "S" * 255
    create(owner, name, spec=BLOCK)
    settle(world)
    run(owner, f"DROP SERVICE {name} FORCE")
    [row] = snapshots(owner)
    assert len(row["name"]) == 255
    assert "S_DATA_0_" in row["name"]
