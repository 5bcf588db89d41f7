"""Services: upgraded, suspended, at rest."""

from __future__ import annotations

from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import until
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.model.ports import stored_path
from spcs_local.services.control.service_controller import ServiceController
from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import (
    BLOCK,
    PLAIN,
    SPEC,
    containers_of,
    create,
    described,
    pass_seconds,
    settle,
    shown,
    value,
)


def test_upgrade_is_over_when_the_new_containers_are_ready(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    before = described(owner)
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC.replace('hello', 'bye')}$$")
    during = described(owner)
    assert (during["is_upgrading"], during["spec_digest"] != before["spec_digest"]) == ("true", True)
    settle(world)
    after = described(owner)
    [instance] = rows(owner, "SHOW SERVICE INSTANCES IN SERVICE SVC")
    [attachment] = next(iter(containers_of(world).specs.values())).networks
    assert instance["ip_address"] == attachment.address
    assert (after["is_upgrading"], instance["spec_digest"]) == ("false", during["spec_digest"])
    assert [spec.environment["GREETING"] for spec in containers_of(world).specs.values()] == ["bye"]


def test_upgrade_replaces_one_instance_after_the_other(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options="MIN_INSTANCES = 3 MAX_INSTANCES = 3")
    settle(world)
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC.replace('hello', 'bye')}$$")
    wanted = described(owner)["spec_digest"]
    seen = []
    for _ in range(3):
        settle(world, 1)
        instances = rows(owner, "SHOW SERVICE INSTANCES IN SERVICE SVC")
        seen.append([row["instance_id"] for row in instances if row["spec_digest"] == wanted])
    assert seen == [["2"], ["1", "2"], ["0", "1", "2"]]
    assert described(owner)["is_upgrading"] == "false"


def test_suspend_stops_containers_and_keeps_block_volumes(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=BLOCK)
    settle(world)
    volumes = set(containers_of(world).volumes)
    run(owner, "ALTER SERVICE SVC SUSPEND")
    assert described(owner)["status"] == "SUSPENDING"
    settle(world)
    assert (described(owner)["status"], containers_of(world).containers()) == ("SUSPENDED", [])
    assert containers_of(world).volumes == volumes != set()


def test_failed_upgrade_is_over(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    registry = world.account.model.registry
    [repository] = world.account.model.objects.list("IMAGE REPOSITORY")
    digest, path = registry.resolve("demo/app/repo/broken", "1"), stored_path(repository.id, "broken")
    containers_of(world).missing_images.add(f"{registry.host}/{path}@{digest}")
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC.replace('image:1', 'broken:1')}$$")
    settle(world)
    service = described(owner)
    assert (service["status"], service["is_upgrading"]) == ("FAILED", "false")
    assert shown(owner)["message"].startswith("Failed to pull image")


@pytest.mark.parametrize(
    ("another", "expected"), [("RESUME", "PENDING"), (f"FROM SPECIFICATION $${PLAIN}$$", "SUSPENDING")]
)
def test_statement_while_a_service_is_suspended_counts(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch, another: str, expected: str
) -> None:
    create(owner)
    settle(world)
    remove = MemoryContainers.remove

    def slow(*arguments: Any, **options: Any) -> None:
        remove(*arguments, **options)
        run(owner, f"ALTER SERVICE SVC {another}")

    run(owner, "ALTER SERVICE SVC SUSPEND")
    monkeypatch.setattr(MemoryContainers, "remove", slow)
    world.composition.controller.services.reconcile(world.account.model.objects.list("SERVICE")[0].id)
    assert described(owner)["status"] == expected


def test_service_is_suspended_after_its_seconds_without_visits(
    world: RunningAccount, owner: SnowflakeConnection
) -> None:
    pass_seconds(world, 5000)  # that the account is up for long is no idleness of a new service
    create(owner, options="AUTO_SUSPEND_SECS = 3600")
    settle(world)
    for _ in range(2):
        pass_seconds(world, 3000)
        assert described(owner)["status"] == "RUNNING"
        pass_seconds(world, 600)
        assert described(owner)["status"] == "SUSPENDED"
        run(owner, "ALTER SERVICE SVC RESUME")
        settle(world)


def test_service_that_moves_on_by_itself_is_suspended_by_the_clock_as_well(
    moving: RunningAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    reconcile, looks = ServiceController.reconcile, list[int]()

    def counted(controller: ServiceController, service_id: int) -> None:
        looks.append(service_id)
        reconcile(controller, service_id)

    owner, clock = moving.connect(role="OWNER", database="DEMO", schema="APP"), moving.account.model.clock
    create(owner, options="AUTO_SUSPEND_SECS = 3600")
    assert value(owner, "SYSTEM$WAIT_FOR_SERVICES(120, 'SVC')") == "OK"
    monkeypatch.setattr(ServiceController, "reconcile", counted)
    monkeypatch.setattr(clock, "_ahead", clock._ahead + 3000)
    moving.account.model.services_wanted.set()
    until(lambda: len(looks) > 1, "a look with the later time is over")
    assert described(owner)["status"] == "RUNNING"
    monkeypatch.setattr(clock, "_ahead", clock._ahead + 600)
    until(lambda: described(owner)["status"] == "SUSPENDED", "the service is suspended")


def test_service_with_somebody_there_is_not_suspended(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options="AUTO_SUSPEND_SECS = 3600")
    settle(world)
    reachability, [service] = world.composition.reachability, world.account.model.objects.list("SERVICE")
    with reachability.stay(service.id):
        with reachability.stay(service.id):
            pass_seconds(world, 5000)
        pass_seconds(world, 5000)
        assert described(owner)["status"] == "RUNNING"
    for _ in range(2):
        pass_seconds(world, 3000)
        assert described(owner)["status"] == "RUNNING"
        reachability.note(service.id)
    pass_seconds(world, 3600)
    assert described(owner)["status"] == "SUSPENDED"


def test_service_of_no_seconds_is_never_suspended(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options="AUTO_SUSPEND_SECS = 0")
    settle(world)
    pass_seconds(world, 10_000)
    assert (described(owner)["auto_suspend_secs"], described(owner)["status"]) == (0, "RUNNING")
