"""EXECUTE JOB SERVICE: what it takes, and what it waits for."""

from __future__ import annotations

import threading

import pytest
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import until
from spcs_local_tests.administrator import execute
from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.job_world import lasting, start_job
from spcs_local_tests.services.world import PLAIN, containers_of, described, put_file, settle


def test_statement_waits_for_the_end(moving: RunningAccount) -> None:
    owner = moving.connect(role="OWNER", database="DEMO", schema="APP")
    done = rows(owner, f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$ NAME = DEMO.APP.JOB")
    assert done == [{"status": "Job JOB completed successfully with status: DONE."}]
    containers_of(moving).ending = 1
    number, state, text = error_of(
        owner, f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL NAME = BAD FROM SPECIFICATION $${PLAIN}$$"
    )
    assert (number, state) == (395036, "22000")
    assert text.endswith("Job BAD failed with status: FAILED.")


def test_statement_ends_with_a_dropped_job(moving: RunningAccount) -> None:
    lasting(moving)
    owner = moving.connect(role="OWNER", database="DEMO", schema="APP")
    other = moving.connect(role="OWNER", database="DEMO", schema="APP")
    ends: list[tuple[int, str, str]] = []
    waiting = f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL NAME = JOB FROM SPECIFICATION $${PLAIN}$$"
    thread = threading.Thread(target=lambda: ends.append(error_of(owner, waiting)))
    thread.start()
    until(lambda: bool(rows(other, "SHOW JOB SERVICES")))
    run(other, "DROP SERVICE JOB")
    thread.join(20)
    assert [number for number, _, _ in ends] == [2003]


def test_job_without_a_name_is_called_after_its_statement(owner: SnowflakeConnection) -> None:
    with owner.cursor() as cursor:
        cursor.execute(f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL ASYNC = TRUE FROM SPECIFICATION $${PLAIN}$$")
        expected = f"JOB_{str(cursor.sfqid).replace('-', '_').upper()}"
    assert [row["name"] for row in rows(owner, "SHOW JOB SERVICES")] == [expected]


def test_properties_of_a_job_are_shown(world: RunningAccount, owner: SnowflakeConnection) -> None:
    execute(world.account, "CREATE WAREHOUSE MILL; GRANT USAGE ON WAREHOUSE MILL TO ROLE OWNER")
    start_job(owner, "QUERY_WAREHOUSE = MILL COMMENT = 'once' EXTERNAL_ACCESS_INTEGRATIONS = (OUT) REPLICAS = 3")
    row = described(owner, "JOB")
    assert (row["query_warehouse"], row["comment"], row["external_access_integrations"]) == ("MILL", "once", '["OUT"]')
    assert (row["min_instances"], row["max_instances"], row["auto_resume"]) == (3, 3, "false")
    assert (row["is_job"], row["is_async_job"]) == ("true", "true")


@pytest.mark.parametrize(
    ("options", "number"),
    [
        ("MIN_INSTANCES = 2", 1422),
        ("REPLICAS = 0", 1008),
        ("REPLICAS = 1001", 1008),
        ("QUERY_WAREHOUSE = (1)", 1008),
    ],
)
def test_job_refuses_what_it_does_not_have(owner: SnowflakeConnection, options: str, number: int) -> None:
    sql = f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL {options} FROM SPECIFICATION $${PLAIN}$$"
    assert error_of(owner, sql)[0] == number


def test_specification_of_a_job_comes_from_a_stage(world: RunningAccount, owner: SnowflakeConnection) -> None:
    put_file(world, "dir/job.yaml", PLAIN)
    run(
        owner,
        "EXECUTE JOB SERVICE IN COMPUTE POOL POOL FROM @FILES/dir SPECIFICATION_FILE = 'job.yaml' ASYNC = TRUE",
        "EXECUTE JOB SERVICE IN COMPUTE POOL POOL ASYNC = TRUE FROM @FILES SPEC = 'dir/job.yaml'",
    )
    settle(world)
    assert [row["status"] for row in rows(owner, "SHOW JOB SERVICES")] == ["DONE", "DONE"]
