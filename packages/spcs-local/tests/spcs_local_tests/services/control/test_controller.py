"""States that move on by themselves, and what the controller finds at its start."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import until
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import ContainerSpec
from spcs_local.relay import PART_LABEL
from spcs_local.services.control import controller as control
from spcs_local_tests.administrator import execute
from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import (
    BLOCK,
    OUT,
    PREPARATION,
    SPEC,
    VOLUMES,
    containers_of,
    create,
    described,
    policy,
    restart,
    running,
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


@dataclass
class Crowd:
    """An account that looks at two services at once, and whose slow containers answer when they are let."""

    account: RunningAccount
    owner: SnowflakeConnection
    over: threading.Event
    asked: set[str]  # names of slow containers

    def start_slow(self, count: int) -> None:
        """Services whose probes are under way."""
        for number in range(count):
            create(self.owner, f"SLOW{number}", spec=SPEC.replace("path: /ready", "path: /slow"), options=OUT)
        until(lambda: len(self.asked) == count, f"{count} slow containers are asked")

    def start(self, name: str, spec: str = SPEC) -> None:
        """A service that comes to run, whatever else is slow."""
        create(self.owner, name, spec=spec, options=OUT)
        assert value(self.owner, f"SYSTEM$WAIT_FOR_SERVICES(120, '{name}')") == "OK"

    def open(self, host: str) -> None:
        """Wait until what leads out knows of a host that services may reach from now on."""
        execute(self.account.account, f"ALTER NETWORK RULE DEMO.APP.RULE SET VALUE_LIST = ('{host}')")
        until(lambda: [[host, 443, 443]] in policy(self.account)["rules"].values(), f"{host} is open")


@pytest.fixture
def crowd(spcs_local_factory: Callable[..., RunningAccount], monkeypatch: pytest.MonkeyPatch) -> Crowd:
    over, asked, probe = threading.Event(), set[str](), MemoryContainers.probe

    def slow(port: MemoryContainers, name: str, number: int, path: str) -> bool:
        if path == "/slow":
            asked.add(name)
            over.wait()
        return probe(port, name, number, path)

    monkeypatch.setattr(MemoryContainers, "probe", slow)
    monkeypatch.setattr(control, "_AT_ONCE", 2)
    account = spcs_local_factory()
    account.ends.callback(over.set)
    execute(account.account, ";".join((*PREPARATION, "ALTER COMPUTE POOL POOL SET MAX_NODES = 50")))
    execute(account.account, "GRANT CREATE SNAPSHOT ON SCHEMA DEMO.APP TO ROLE OWNER")
    return Crowd(account, account.connect(role="OWNER", database="DEMO", schema="APP"), over, asked)


def test_look_at_a_service_waits_for_no_probe_of_another(crowd: Crowd, counts: Counts) -> None:
    crowd.start_slow(counts.slow_services)
    crowd.start("SVC")
    assert not crowd.over.is_set()


def test_sweep_egress_policy_and_snapshots_wait_for_no_service(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd.start("SVC", BLOCK)
    # looks that are as slow as their probes take all workers
    monkeypatch.setattr(crowd.account.composition.controller._probes, "_moment", None)
    crowd.start_slow(2)
    crowd.open("example.com")
    run(crowd.owner, 'CREATE SNAPSHOT SNAP FROM SERVICE SVC VOLUME "data" INSTANCE 0')
    until(lambda: rows(crowd.owner, "SHOW SNAPSHOTS")[0]["state"] == "CREATED", "the snapshot is taken")
    port = containers_of(crowd.account)
    gone = running(port)
    run(crowd.owner, "DROP SERVICE SVC FORCE")
    until(lambda: gone not in port.specs, "what was dropped is taken away")
    assert not crowd.over.is_set()


def test_what_was_dropped_together_ends_together(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ONE", "TWO"):
        crowd.start(name)
    asked, remove = set[str](), MemoryContainers.remove

    def slow(port: MemoryContainers, name: str, **options: int) -> None:
        asked.add(name)
        until(lambda: len(asked) > 1, "another one is to end")
        remove(port, name, **options)

    monkeypatch.setattr(MemoryContainers, "remove", slow)
    execute(crowd.account.account, "ALTER COMPUTE POOL POOL STOP ALL")
    until(lambda: not containers_of(crowd.account).specs, "both are taken away")


def test_services_and_egress_policy_wait_for_no_sweep(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd.start("SVC")
    begun = threading.Event()

    def remove(_port: MemoryContainers, _name: str, **_options: float) -> None:
        begun.set()
        crowd.over.wait()

    monkeypatch.setattr(MemoryContainers, "remove", remove)
    run(crowd.owner, "DROP SERVICE SVC FORCE")
    until(begun.is_set, "the sweep is under way")
    crowd.start("OTHER")
    crowd.open("example.com")
    assert not crowd.over.is_set()
