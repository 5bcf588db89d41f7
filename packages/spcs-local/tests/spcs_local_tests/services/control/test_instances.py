"""Instances: their number, their room on nodes, their end."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.services.control import instances
from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import PLAIN, containers_of, create, described, running, settle


def test_set_changes_instances(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    run(owner, "ALTER SERVICE SVC SET MIN_INSTANCES = 2 MAX_INSTANCES = 2")
    settle(world)
    assert described(owner)["current_instances"] == 2
    run(owner, "ALTER SERVICE SVC UNSET MIN_INSTANCES, MAX_INSTANCES")
    settle(world)
    assert described(owner)["current_instances"] == 1


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
