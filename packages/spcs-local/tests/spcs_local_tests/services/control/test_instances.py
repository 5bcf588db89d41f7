"""Instances: their number, their room on nodes, their end."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.services.control import instances
from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import PLAIN, containers_of, create, described, policy, running, settle


def test_set_changes_instances(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    run(owner, "ALTER SERVICE SVC SET MIN_INSTANCES = 2 MAX_INSTANCES = 2")
    settle(world)
    assert described(owner)["current_instances"] == 2
    run(owner, "ALTER SERVICE SVC UNSET MIN_INSTANCES, MAX_INSTANCES")
    settle(world)
    assert described(owner)["current_instances"] == 1


def test_the_highest_end_first_and_nobody_finds_them(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(owner, options="MIN_INSTANCES = 3 MAX_INSTANCES = 3")
    settle(world)
    full, seen, remove = str(described(owner)["dns_name"]), list[tuple[str, int, str, int]](), MemoryContainers.remove
    before = len(policy(world)["rules"])

    def removed(port: MemoryContainers, name: str, *, grace_seconds: int = 30) -> None:
        statuses = [row["status"] for row in rows(owner, "SHOW SERVICE INSTANCES IN SERVICE SVC")]
        found = policy(world)
        assert found["names"][full] == found["names"][f"instances.{full}"]
        # it has its way out while it ends
        assert len(found["rules"]) == len(statuses)
        if name.endswith("-main"):
            seen.append((name.rsplit("-", 2)[1], len(found["names"][full]), statuses[-1], grace_seconds))
        remove(port, name, grace_seconds=grace_seconds)

    monkeypatch.setattr(MemoryContainers, "remove", removed)
    run(owner, "ALTER SERVICE SVC SET MIN_INSTANCES = 1 MAX_INSTANCES = 1")
    settle(world)
    assert (before, seen) == (3, [("2", 2, "TERMINATING", 30), ("1", 1, "TERMINATING", 30)])
    assert (described(owner)["min_ready_instances"], described(owner)["status"]) == (1, "RUNNING")


def test_instances_without_room_stay_pending(world: RunningAccount, owner: SnowflakeConnection) -> None:
    spec = PLAIN + "      resources: {requests: {cpu: 2}}\n"
    create(owner, spec=spec, options="MIN_INSTANCES = 2 MAX_INSTANCES = 2")
    settle(world)
    assert (described(owner)["status"], described(owner)["current_instances"]) == ("PENDING", 1)
    containers = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    assert [(row["instance_id"], row["status"], row["message"]) for row in containers] == [
        ("0", "READY", "Running"),
        ("1", "PENDING", "Unschedulable due to insufficient CPU resources."),
    ]
    assert len(containers_of(world).specs) == 1
    run(world.connect(role="ACCOUNTADMIN"), "ALTER COMPUTE POOL POOL SET MAX_NODES = 2")
    settle(world)
    assert (described(owner)["status"], len(containers_of(world).specs)) == ("RUNNING", 2)


def test_instance_that_lacks_memory_says_so(world: RunningAccount, owner: SnowflakeConnection) -> None:
    spec = PLAIN + "      resources: {requests: {cpu: 0.5, memory: 8Gi}}\n"
    for name in ("SVC", "OTHER"):
        create(owner, name, spec=spec)
        settle(world, 2)
    [row] = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE OTHER")
    assert row["message"] == "Unschedulable due to insufficient memory resources."
    run(owner, "DROP SERVICE SVC")
    settle(world)
    assert described(owner, "OTHER")["status"] == "RUNNING"


def test_dropped_service_gives_its_name_free_when_it_has_ended(
    world: RunningAccount, owner: SnowflakeConnection
) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    old = running(port)
    run(owner, "DROP SERVICE SVC")
    create(owner)
    world.composition.controller.services.reconcile(world.account.model.objects.list("SERVICE")[0].id)
    assert list(port.specs) == [old]
    settle(world)
    assert old not in port.specs
    assert described(owner)["status"] == "RUNNING"


def test_instances_are_made_as_there_is_room(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances, "MOST_WAITING", 2)
    spec = PLAIN + "      resources: {requests: {cpu: 1}}\n"
    create(owner, spec=spec, options="MIN_INSTANCES = 9 MAX_INSTANCES = 900")
    settle(world, 1)
    assert len(rows(owner, "SHOW SERVICE INSTANCES IN SERVICE SVC")) <= 2
    settle(world, 10)
    shown = rows(owner, "SHOW SERVICE INSTANCES IN SERVICE SVC")
    pending = [row["instance_id"] for row in shown if row["status"] == "PENDING"]
    assert len(shown) < 9
    assert len(pending) == 2
    run(world.connect(role="ACCOUNTADMIN"), "ALTER COMPUTE POOL POOL SET MAX_NODES = 9")
    settle(world, 10)
    assert (described(owner)["status"], described(owner)["current_instances"]) == ("RUNNING", 9)
