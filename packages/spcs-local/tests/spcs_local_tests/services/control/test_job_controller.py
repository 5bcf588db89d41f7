"""Jobs from their start to their end, and after it."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.services.control.job_controller import KEPT_SECONDS
from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.job_world import TWO, container, lasting, names_of, start_job, status
from spcs_local_tests.services.world import BLOCK, PLAIN, containers_of, restart, settle


def test_job_is_over_when_all_its_containers_are(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start_job(owner, spec=TWO)
    settle(world)
    first, second = names_of(port)
    port.crash(second, 1)
    settle(world)
    assert status(owner) == "RUNNING"
    port.crash(first, 0)
    settle(world)
    assert status(owner) == "FAILED"


def test_replica_that_ended_makes_room_for_the_next(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    large = PLAIN + "      resources: {requests: {cpu: 2}}\n"
    start_job(owner, "REPLICAS = 2", spec=large)
    settle(world)
    [first] = names_of(port)
    assert status(owner) == "RUNNING"
    port.crash(first, 0)
    settle(world)
    assert [row["status"] for row in rows(owner, "SHOW SERVICE INSTANCES IN SERVICE JOB")] == ["SUCCEEDED", "READY"]


def test_job_needs_its_image(owner: SnowflakeConnection, world: RunningAccount) -> None:
    start_job(owner)
    settle(world)
    assert (
        error_of(owner, f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL NAME = JOB FROM SPECIFICATION $${PLAIN}$$")[0]
        == 2002
    )
    port = containers_of(world)
    port.missing_images.update(spec.image for spec in port.specs.values())
    run(owner, "DROP SERVICE JOB")
    start_job(owner)
    settle(world)
    assert status(owner) == "FAILED"
    assert "Failed to pull image" in container(owner)["message"]


def test_drop_of_a_job_removes_its_containers(world: RunningAccount, owner: SnowflakeConnection) -> None:
    start_job(owner, spec=BLOCK)
    settle(world)
    assert error_of(owner, "DROP SERVICE JOB")[0] == 395085
    run(owner, "DROP SERVICE JOB FORCE")
    settle(world)
    assert names_of(containers_of(world)) == []


def test_restarted_account_leaves_jobs_that_are_over(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = containers_of(world)
    port.ending = 2
    start_job(owner)
    settle(world)
    restart(world)
    settle(world)
    row = container(owner)
    assert (row["service_status"], row["status"], row["restart_count"]) == ("FAILED", "FAILED", 0)


def test_job_is_forgotten_after_thirty_days(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_job(owner)
    settle(world)
    monkeypatch.setattr("spcs_local.services.control.job_controller.KEPT_SECONDS", 60)
    settle(world)
    assert (status(owner), KEPT_SECONDS) == ("DONE", 30 * 24 * 3600)
    monkeypatch.setattr("spcs_local.services.control.job_controller.KEPT_SECONDS", -1)
    settle(world)
    assert rows(owner, "SHOW JOB SERVICES") == []
