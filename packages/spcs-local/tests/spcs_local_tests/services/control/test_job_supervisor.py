"""Containers that run once."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, rows
from spcs_local_tests.services.job_world import container, lasting, names_of, start_job, status
from spcs_local_tests.services.world import containers_of, settle


def test_job_is_started_and_done(world: RunningAccount, owner: SnowflakeConnection) -> None:
    assert start_job(owner) == "Started Snowpark Container Services Job 'JOB'."
    assert status(owner) == "PENDING"
    settle(world)
    row = container(owner)
    assert (row["service_status"], row["instance_status"], row["status"]) == ("DONE", "SUCCEEDED", "DONE")
    assert (row["message"], row["last_exit_code"], row["restart_count"]) == ("Completed successfully", 0, 0)
    settle(world)
    assert len(names_of(containers_of(world))) == 1


def test_job_that_fails_does_not_start_again(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start_job(owner)
    settle(world)
    assert (status(owner), container(owner)["status"]) == ("RUNNING", "READY")
    port.write(names_of(port)[0], "last words")
    port.crash(names_of(port)[0], 3)
    settle(world)
    row = container(owner)
    assert (row["service_status"], row["instance_status"], row["status"]) == ("FAILED", "FAILED", "FAILED")
    assert (row["message"], row["last_exit_code"], row["restart_count"]) == ("Container exited with code 3", 3, 0)
    said = "SELECT SYSTEM$GET_SERVICE_LOGS('JOB', 0, 'main', 10)"
    assert next(iter(rows(owner, said)[0].values())) == "last words\n"


def test_job_whose_container_is_gone_fails(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start_job(owner)
    settle(world)
    port.remove(names_of(port)[0])
    settle(world)
    assert (status(owner), container(owner)["last_exit_code"]) == ("FAILED", 137)
