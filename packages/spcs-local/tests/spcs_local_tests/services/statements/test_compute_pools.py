"""CREATE, ALTER and STOP ALL of compute pools."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.administrator import execute
from spcs_local_tests.running import RunningAccount, error_of, run
from spcs_local_tests.services.job_world import lasting, names_of, start_job, status
from spcs_local_tests.services.world import settle


def test_suspend_refuses_a_suspended_pool(world: RunningAccount) -> None:
    admin = world.connect()
    run(admin, "ALTER COMPUTE POOL POOL SUSPEND")
    expected = "Invalid state. Compute pool 'POOL' cannot be suspended."
    number, state, text = error_of(admin, "ALTER COMPUTE POOL POOL SUSPEND")
    assert (number, state) == (90064, "22000")
    assert expected in text


def test_create_needs_the_privilege(world: RunningAccount, owner: SnowflakeConnection) -> None:
    statement = "CREATE COMPUTE POOL OTHER MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S"
    run(owner, "USE SECONDARY ROLES NONE")
    assert error_of(owner, statement)[:2] == (3001, "42501")
    admin = world.connect()
    run(admin, "USE ROLE SYSADMIN", statement)


def test_stop_all_cancels_jobs(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start_job(owner)
    settle(world)
    execute(world.account, "ALTER COMPUTE POOL POOL STOP ALL")
    assert status(owner) == "CANCELLING"
    settle(world)
    assert (status(owner), names_of(port)) == ("CANCELLED", [])
