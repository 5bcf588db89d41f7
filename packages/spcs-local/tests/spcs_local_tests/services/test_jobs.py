"""EXECUTE JOB SERVICE: containers that run once, and what is known of them afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.services.control.job_controller import KEPT_SECONDS
from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import (
    BLOCK,
    PLAIN,
    PREPARATION,
    containers_of,
    described,
    put_file,
    restart,
    settle,
)
from spcs_local_tests.statements import execute

TWO = PLAIN + "    - name: side\n      image: /demo/app/repo/image:1\n"


def start(connection: SnowflakeConnection, options: str = "", spec: str = PLAIN) -> str:
    """An asynchronous job called JOB; what the statement answers."""
    sql = f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL NAME = JOB ASYNC = TRUE {options} FROM SPECIFICATION $${spec}$$"
    return str(rows(connection, sql)[0]["status"])


def lasting(world: RunningAccount) -> MemoryContainers:
    """The engine, once its one-shot containers run until they are ended."""
    port = containers_of(world)
    port.ending = None
    return port


def names(port: MemoryContainers) -> list[str]:
    """The engine's names of the containers that there are."""
    return sorted(port.specs)


def status(connection: SnowflakeConnection) -> Any:
    """Of the job."""
    return described(connection, "JOB")["status"]


def container(connection: SnowflakeConnection) -> dict[str, Any]:
    """The row of the job's one container."""
    [row] = rows(connection, "SHOW SERVICE CONTAINERS IN SERVICE JOB")
    return row


def wait(condition: Callable[[], bool]) -> None:
    """Until it holds, for twenty seconds at most."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that within 20 seconds"


@pytest.fixture
def moving(spcs_local_factory: Callable[..., RunningAccount]) -> RunningAccount:
    """The same world, in which states move on by themselves."""
    account = spcs_local_factory(progression="immediate")
    execute(account.account, ";".join(PREPARATION))
    return account


def test_job_is_started_and_done(world: RunningAccount, owner: SnowflakeConnection) -> None:
    assert start(owner) == "Started Snowpark Container Services Job 'JOB'."
    assert status(owner) == "PENDING"
    settle(world)
    row = container(owner)
    assert (row["service_status"], row["instance_status"], row["status"]) == ("DONE", "SUCCEEDED", "DONE")
    assert (row["message"], row["last_exit_code"], row["restart_count"]) == ("Completed successfully", 0, 0)
    settle(world)
    assert len(names(containers_of(world))) == 1


def test_job_that_fails_does_not_start_again(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start(owner)
    settle(world)
    assert (status(owner), container(owner)["status"]) == ("RUNNING", "READY")
    port.write(names(port)[0], "last words")
    port.crash(names(port)[0], 3)
    settle(world)
    row = container(owner)
    assert (row["service_status"], row["instance_status"], row["status"]) == ("FAILED", "FAILED", "FAILED")
    assert (row["message"], row["last_exit_code"], row["restart_count"]) == ("Container exited with code 3", 3, 0)
    said = "SELECT SYSTEM$GET_SERVICE_LOGS('JOB', 0, 'main', 10)"
    assert next(iter(rows(owner, said)[0].values())) == "last words\n"


def test_job_whose_container_is_gone_fails(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start(owner)
    settle(world)
    port.remove(names(port)[0])
    settle(world)
    assert (status(owner), container(owner)["last_exit_code"]) == ("FAILED", 137)


def test_job_is_over_when_all_its_containers_are(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start(owner, spec=TWO)
    settle(world)
    first, second = names(port)
    port.crash(second, 1)
    settle(world)
    assert status(owner) == "RUNNING"
    port.crash(first, 0)
    settle(world)
    assert status(owner) == "FAILED"


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
    wait(lambda: bool(rows(other, "SHOW JOB SERVICES")))
    run(other, "DROP SERVICE JOB")
    thread.join(20)
    assert [number for number, _, _ in ends] == [2003]


def test_wait_function_waits_for_the_end_of_a_job(moving: RunningAccount) -> None:
    lasting(moving)
    owner = moving.connect(role="OWNER", database="DEMO", schema="APP")
    start(owner)
    wait(lambda: status(owner) == "RUNNING")
    assert error_of(owner, "CALL SYSTEM$WAIT_FOR_SERVICES(0, 'JOB')")[0] == 395035
    port = containers_of(moving)
    port.crash(names(port)[0], 0)
    rows(owner, "CALL SYSTEM$WAIT_FOR_SERVICES(20, 'JOB')")
    assert status(owner) == "DONE"


def test_job_without_a_name_is_called_after_its_statement(owner: SnowflakeConnection) -> None:
    with owner.cursor() as cursor:
        cursor.execute(f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL ASYNC = TRUE FROM SPECIFICATION $${PLAIN}$$")
        expected = f"JOB_{str(cursor.sfqid).replace('-', '_').upper()}"
    assert [row["name"] for row in rows(owner, "SHOW JOB SERVICES")] == [expected]


def test_replicas_know_their_share(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start(owner, "REPLICAS = 2")
    settle(world)
    shares = [
        (port.specs[name].environment["SNOWFLAKE_JOBS_COUNT"], port.specs[name].environment["SNOWFLAKE_JOB_INDEX"])
        for name in names(port)
    ]
    assert shares == [("2", "0"), ("2", "1")]
    port.crash(names(port)[1], 0)
    settle(world)
    instances = rows(owner, "SHOW SERVICE INSTANCES IN SERVICE JOB")
    assert [row["status"] for row in instances] == ["READY", "SUCCEEDED"]
    assert status(owner) == "RUNNING"


def test_job_without_replicas_is_told_no_share(world: RunningAccount, owner: SnowflakeConnection) -> None:
    start(owner)
    settle(world)
    [spec] = containers_of(world).specs.values()
    assert spec.one_shot
    assert not [name for name in spec.environment if name.startswith("SNOWFLAKE_JOB")]


def test_replica_that_ended_makes_room_for_the_next(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    large = PLAIN + "      resources: {requests: {cpu: 2}}\n"
    start(owner, "REPLICAS = 2", spec=large)
    settle(world)
    [first] = names(port)
    assert status(owner) == "RUNNING"
    port.crash(first, 0)
    settle(world)
    assert [row["status"] for row in rows(owner, "SHOW SERVICE INSTANCES IN SERVICE JOB")] == ["SUCCEEDED", "READY"]


def test_properties_of_a_job_are_shown(world: RunningAccount, owner: SnowflakeConnection) -> None:
    execute(world.account, "CREATE WAREHOUSE MILL")
    start(owner, "QUERY_WAREHOUSE = MILL COMMENT = 'once' EXTERNAL_ACCESS_INTEGRATIONS = (OUT) REPLICAS = 3")
    row = described(owner, "JOB")
    assert (row["query_warehouse"], row["comment"], row["external_access_integrations"]) == ("MILL", "once", '["OUT"]')
    assert (row["min_instances"], row["max_instances"], row["auto_resume"]) == (3, 3, "false")
    assert (row["is_job"], row["is_async_job"]) == ("true", "true")


@pytest.mark.parametrize(
    ("options", "number"),
    [("MIN_INSTANCES = 2", 1422), ("REPLICAS = 0", 1008), ("QUERY_WAREHOUSE = (1)", 1008)],
)
def test_job_refuses_what_it_does_not_have(owner: SnowflakeConnection, options: str, number: int) -> None:
    sql = f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL {options} FROM SPECIFICATION $${PLAIN}$$"
    assert error_of(owner, sql)[0] == number


def test_show_tells_jobs_from_services(owner: SnowflakeConnection) -> None:
    start(owner)
    run(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL COMMENT = 'first' FROM SPECIFICATION $${PLAIN}$$")
    for scope in ("", " IN COMPUTE POOL POOL"):
        assert [row["name"] for row in rows(owner, f"SHOW SERVICES{scope}")] == ["JOB", "SVC"]
        assert [row["name"] for row in rows(owner, f"SHOW JOB SERVICES{scope}")] == ["JOB"]
        assert [row["name"] for row in rows(owner, f"SHOW SERVICES EXCLUDE JOBS{scope}")] == ["SVC"]
    assert described(owner)["comment"] == "first"


def test_specification_of_a_job_comes_from_a_stage(world: RunningAccount, owner: SnowflakeConnection) -> None:
    put_file(world, "dir/job.yaml", PLAIN)
    run(
        owner,
        "EXECUTE JOB SERVICE IN COMPUTE POOL POOL FROM @FILES/dir SPECIFICATION_FILE = 'job.yaml' ASYNC = TRUE",
        "EXECUTE JOB SERVICE IN COMPUTE POOL POOL ASYNC = TRUE FROM @FILES SPEC = 'dir/job.yaml'",
    )
    settle(world)
    assert [row["status"] for row in rows(owner, "SHOW JOB SERVICES")] == ["DONE", "DONE"]


def test_job_needs_its_image(owner: SnowflakeConnection, world: RunningAccount) -> None:
    start(owner)
    settle(world)
    assert (
        error_of(owner, f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL NAME = JOB FROM SPECIFICATION $${PLAIN}$$")[0]
        == 2002
    )
    port = containers_of(world)
    port.missing_images.update(spec.image for spec in port.specs.values())
    run(owner, "DROP SERVICE JOB")
    start(owner)
    settle(world)
    assert status(owner) == "FAILED"
    assert "Failed to pull image" in container(owner)["message"]


@pytest.mark.parametrize(
    "change", ["SUSPEND", "RESUME", "SET COMMENT = 'x'", "UNSET COMMENT", f"FROM SPECIFICATION $${PLAIN}$$"]
)
def test_job_is_not_altered(owner: SnowflakeConnection, change: str) -> None:
    start(owner)
    number, state, _ = error_of(owner, f"ALTER SERVICE JOB {change}")
    assert (number, state) == (2, "0A000")


def test_suspended_pool_lets_jobs_end(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start(owner)
    settle(world)
    execute(world.account, "ALTER COMPUTE POOL POOL SUSPEND")
    settle(world)
    [pool] = rows(owner, "SHOW COMPUTE POOLS")
    assert (pool["state"], pool["num_jobs"], pool["num_services"]) == ("STOPPING", 1, 0)
    port.crash(names(port)[0], 0)
    settle(world)
    [pool] = rows(owner, "SHOW COMPUTE POOLS")
    assert (status(owner), pool["state"], pool["num_jobs"]) == ("DONE", "SUSPENDED", 0)


def test_stop_all_cancels_jobs(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start(owner)
    settle(world)
    execute(world.account, "ALTER COMPUTE POOL POOL STOP ALL")
    assert status(owner) == "CANCELLING"
    settle(world)
    assert (status(owner), names(port)) == ("CANCELLED", [])


def test_pool_is_dropped_with_jobs_that_are_over(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start(owner)
    settle(world)
    admin = world.connect()
    assert error_of(admin, "DROP COMPUTE POOL POOL")[0] == 392600
    port.crash(names(port)[0], 0)
    settle(world)
    run(admin, "DROP COMPUTE POOL POOL")
    settle(world)
    assert (rows(owner, "SHOW SERVICES"), names(port)) == ([], [])


def test_drop_of_a_job_removes_its_containers(world: RunningAccount, owner: SnowflakeConnection) -> None:
    start(owner, spec=BLOCK)
    settle(world)
    assert error_of(owner, "DROP SERVICE JOB")[0] == 395085
    run(owner, "DROP SERVICE JOB FORCE")
    settle(world)
    assert names(containers_of(world)) == []


def test_restarted_account_leaves_jobs_that_are_over(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = containers_of(world)
    port.ending = 2
    start(owner)
    settle(world)
    restart(world)
    settle(world)
    row = container(owner)
    assert (row["service_status"], row["status"], row["restart_count"]) == ("FAILED", "FAILED", 0)


def test_job_is_forgotten_after_thirty_days(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(owner)
    settle(world)
    monkeypatch.setattr("spcs_local.services.control.job_controller.KEPT_SECONDS", 60)
    settle(world)
    assert (status(owner), KEPT_SECONDS) == ("DONE", 30 * 24 * 3600)
    monkeypatch.setattr("spcs_local.services.control.job_controller.KEPT_SECONDS", -1)
    settle(world)
    assert rows(owner, "SHOW JOB SERVICES") == []


def test_method_waits_for_a_status(moving: RunningAccount) -> None:
    owner = moving.connect(role="OWNER", database="DEMO", schema="APP")
    start(owner)
    answer = rows(owner, "CALL JOB!SPCS_WAIT_FOR('DONE', 20)")
    assert answer == [{"spcs_wait_for": "Service DEMO.APP.JOB has reached status DONE."}]
    lasting(moving)
    run(owner, "DROP SERVICE JOB")
    start(owner)
    rows(owner, "SELECT DEMO.APP.JOB!spcs_wait_for('running', '20')")
    number, state, text = error_of(owner, "CALL JOB!SPCS_WAIT_FOR('DONE', 0)")
    assert (number, state) == (395035, "57014")
    assert text.endswith("Timed out after 0 seconds waiting for: DEMO.APP.JOB (status RUNNING).")


def test_method_says_what_can_never_be(world: RunningAccount, owner: SnowflakeConnection) -> None:
    containers_of(world).ending = 1
    start(owner)
    settle(world)
    number, _, text = error_of(owner, "CALL JOB!SPCS_WAIT_FOR('DONE', 600)")
    assert (number, text.endswith("can never reach status DONE: its status is FAILED.")) == (395037, True)
    run(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$")
    assert error_of(owner, "CALL SVC!SPCS_WAIT_FOR('DONE', 600)")[0] == 395037
    assert error_of(owner, "CALL SVC!SPCS_WAIT_FOR('READY', 0)")[0] == 1008
    assert error_of(owner, "CALL SVC!SPCS_WAIT_FOR('RUNNING')")[0] == 938
    assert error_of(owner, "CALL SVC!SPCS_WAIT_FOR('RUNNING', -1)")[0] == 1008
    assert error_of(owner, "CALL SVC!SPCS_DANCE()")[0] == 990001


def test_method_cancels_a_job(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start(owner)
    settle(world)
    with owner.cursor() as cursor:
        cursor.execute("SELECT JOB!SPCS_CANCEL_JOB()")
        assert [column.name for column in cursor.description or ()] == ["JOB!SPCS_CANCEL_JOB()"]
        assert cursor.fetchall() == [("Job JOB successfully terminated.",)]
    assert status(owner) == "CANCELLING"
    settle(world)
    assert (status(owner), names(port)) == ("CANCELLED", [])
    assert rows(owner, "CALL JOB!SPCS_CANCEL_JOB()") == [{"spcs_cancel_job": "Job JOB is already CANCELLED."}]
    run(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$")
    assert error_of(owner, "CALL SVC!SPCS_CANCEL_JOB()")[:2] == (395038, "22023")
