"""Volumes: what they begin with, whose they are, when they go."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local.services import names
from spcs_local.services.records.volumes import Volumes
from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.block_volumes import FROM, TAKE, mounted
from spcs_local_tests.services.world import BLOCK, containers_of, create, described, settle


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


def test_schema_that_is_dropped_takes_its_volumes_along(service: RunningAccount, owner: SnowflakeConnection) -> None:
    run(owner, TAKE)
    settle(service, 1)
    assert len(containers_of(service).volumes) == 2
    run(service.connect(role="ACCOUNTADMIN"), "DROP SCHEMA DEMO.APP")
    settle(service)
    assert containers_of(service).volumes == set()


def test_volume_belongs_to_its_user(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=BLOCK.replace("size: 10Gi", "size: 10Gi, uid: 10001, gid: 10002"))
    settle(world)
    port = containers_of(world)
    [spec] = port.specs.values()
    assert spec.mounts[0].bare
    assert port.owners == {spec.mounts[0].source: (10001, 10002)}


def test_no_two_volumes_have_one_name(service: RunningAccount) -> None:
    volumes = Volumes(service.account.model.catalog, "ab")
    [found] = service.account.model.objects.list("SERVICE")
    with service.account.model.catalog.transaction():
        volumes.restore(found.id, "data", 0, None)
    restored = volumes.name(found.id, "data", 0)
    assert restored != volumes.name(found.id, "data-0", 1)
    assert restored.startswith(names.volume("ab", found.id, "data", 0))


def test_volume_that_was_restored_before_keeps_its_name(service: RunningAccount) -> None:
    volumes = Volumes(service.account.model.catalog, "ab")
    [found] = service.account.model.objects.list("SERVICE")
    service.account.model.catalog.execute(
        "INSERT INTO restored_volumes (service_id, volume, number, times) VALUES (?, 'data', 0, 1)", (found.id,)
    )
    first = names.volume("ab", found.id, "data", 0)
    assert volumes.name(found.id, "data", 0) == f"{first}-1"
    volumes.restore(found.id, "data", 0, None)
    assert volumes.name(found.id, "data", 0) == f"{first}_2"
