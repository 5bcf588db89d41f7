"""Containers that crash, are not alive or cannot be made."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import (
    PAIR,
    PLAIN,
    VOLUMES,
    containers_of,
    create,
    described,
    running,
    settle,
    shown,
)


def test_crashed_container_starts_again(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=PLAIN)
    settle(world)
    port = containers_of(world)
    port.write(running(port), "last words")
    port.crash(running(port), 3)
    settle(world, 1)
    row = shown(owner)
    assert (row["status"], row["restart_count"], row["last_exit_code"]) == ("READY", 1, 3)
    previous = "SELECT SYSTEM$GET_SERVICE_LOGS('SVC', 0, 'main', 10, true)"
    assert next(iter(rows(owner, previous)[0].values())) == "last words"


def test_container_fails_after_crashes_in_a_row(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    port.not_ready.add(running(port))
    statuses = []
    for _ in range(5):
        port.crash(running(port), 1)
        settle(world, 1)
        statuses.append(shown(owner)["status"])
    assert statuses == ["PENDING"] * 4 + ["FAILED"]
    assert described(owner)["status"] == "FAILED"
    port.not_ready.clear()
    settle(world)
    assert described(owner)["status"] == "RUNNING"


def test_second_container_follows_a_crash_of_the_first(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=PAIR)
    settle(world)
    port = containers_of(world)
    before = port.specs[running(port, "second")]
    port.crash(running(port, "first"), 1)
    settle(world, 1)
    assert port.specs[running(port, "second")] is not before
    assert {shown(owner, name)["status"] for name in ("first", "second")} == {"READY"}


def test_container_that_is_not_alive_starts_again(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=PLAIN + "      livenessProbe: {port: 80, path: /, failureThreshold: 2}\n")
    settle(world)
    port = containers_of(world)
    before = port.specs[running(port)]
    port.not_ready.add(running(port))
    settle(world, 1)
    assert port.specs[running(port)] is before
    settle(world, 1)
    assert port.specs[running(port)] is not before
    assert (shown(owner)["restart_count"], shown(owner)["last_exit_code"]) == (1, 137)


def test_stage_that_is_gone_is_said(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=VOLUMES)
    run(world.connect(role="ACCOUNTADMIN"), "DROP STAGE DEMO.APP.FILES")
    settle(world)
    assert "Stage 'DEMO.APP.FILES' does not exist" in shown(owner)["message"]


def test_service_runs_when_its_probe_answers(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    [service] = rows(owner, "SHOW SERVICES")
    name = f"milvus-spcs-{world.account.model.settings.id}-{world.account.model.objects.list('SERVICE')[0].id}-0-main"
    containers_of(world).not_ready.add(name)
    settle(world)
    [container] = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    assert service["status"] == described(owner)["status"] == "PENDING"
    assert container["message"] == "Readiness probe is failing at path: /ready, port: 8888"
    containers_of(world).not_ready.clear()
    settle(world)
    [container] = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    assert (container["service_status"], container["instance_status"], container["status"]) == (
        "RUNNING",
        "READY",
        "READY",
    )
