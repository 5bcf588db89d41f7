"""States that move on by themselves, and what the controller finds at its start."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import until
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import ContainerSpec
from spcs_local.relay import PART_LABEL
from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.world import (
    PREPARATION,
    SPEC,
    VOLUMES,
    containers_of,
    create,
    described,
    restart,
    settle,
    shown,
    value,
)
from spcs_local_tests.soak.counts import Counts


@pytest.mark.parametrize("progression", ["immediate", "timed"])
def test_services_run_by_themselves(spcs_local_factory: Callable[..., RunningAccount], progression: str) -> None:
    account = spcs_local_factory(progression=progression)
    admin = account.connect()
    run(admin, *PREPARATION, "USE ROLE OWNER", "USE SCHEMA DEMO.APP")
    create(admin)
    assert value(admin, "SYSTEM$WAIT_FOR_SERVICES(120, 'SVC')") == "OK"
    run(admin, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC.replace('hello', 'bye')}$$")
    assert value(admin, "SYSTEM$WAIT_FOR_SERVICES(120, 'SVC')") == "OK"
    assert described(admin)["is_upgrading"] == "false"


def test_restarted_account_adopts_running_containers(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    before = dict(port.specs)
    restart(world)
    settle(world)
    assert port.specs == before
    assert (described(owner)["status"], shown(owner)["restart_count"]) == ("RUNNING", 0)


def test_started_account_takes_away_what_a_kill_left(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    before = set(port.specs)
    port.run(ContainerSpec(name="the-gate", image="x", labels={PART_LABEL: "gate"}))
    port.run(ContainerSpec(name="made-for-a-moment", image="x"))
    restart(world)
    assert set(port.specs) == before | {"the-gate"}


def test_volume_of_a_service_that_is_dropped_while_it_is_made_goes_too(
    world: RunningAccount,
    owner: SnowflakeConnection,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    controller, ensure = world.composition.controller, MemoryContainers.ensure_volume

    def dropped(port: MemoryContainers, name: str) -> None:
        run(owner, "DROP SERVICE SVC FORCE")
        controller._look()
        controller._running[0].result()  # of the sweep
        ensure(port, name)

    create(owner, spec=VOLUMES)
    monkeypatch.setattr(MemoryContainers, "ensure_volume", dropped)
    (service,) = world.account.model.objects.list("SERVICE")
    controller._look()
    controller._running[service.id].result()
    settle(world)
    port = containers_of(world)
    assert (port.volumes, port.specs) == (set(), {})
    assert [record for record in caplog.records if record.name == "spcs_local.services.control.controller"] == []


def test_containers_that_answer_slowly_hold_up_nobody(
    spcs_local_factory: Callable[..., RunningAccount], monkeypatch: pytest.MonkeyPatch, counts: Counts
) -> None:
    over, probe = threading.Event(), MemoryContainers.probe

    def slow(port: MemoryContainers, name: str, number: int, path: str) -> bool:
        return bool(over.wait()) if path == "/slow" else probe(port, name, number, path)

    monkeypatch.setattr(MemoryContainers, "probe", slow)
    account = spcs_local_factory()
    account.ends.callback(over.set)
    admin = account.connect()
    run(admin, *PREPARATION, "ALTER COMPUTE POOL POOL SET MAX_NODES = 50", "USE ROLE OWNER", "USE SCHEMA DEMO.APP")
    for number in range(counts.slow_services):
        create(admin, f"SLOW{number}", spec=SPEC.replace("path: /ready", "path: /slow"))
    create(admin)
    assert value(admin, "SYSTEM$WAIT_FOR_SERVICES(120, 'SVC')") == "OK"
    before = len(containers_of(account).specs)
    run(admin, "DROP SERVICE SVC FORCE", "DROP SERVICE SLOW0 FORCE")
    until(lambda: len(containers_of(account).specs) < before, "what was dropped is taken away")
