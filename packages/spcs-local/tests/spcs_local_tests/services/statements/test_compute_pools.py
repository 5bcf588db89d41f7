"""CREATE, ALTER and STOP ALL of compute pools."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.administrator import execute
from spcs_local_tests.running import RunningAccount, error_of, rows, run
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


def test_show_the_families_with_the_nodes_in_use(world: RunningAccount, owner: SnowflakeConnection) -> None:
    settle(world)
    shown = {row["name"]: row for row in rows(owner, "SHOW COMPUTE POOL INSTANCE FAMILIES")}
    gpu = [shown["GPU_NV_M"][name] for name in ("vcpu", "memory_gib", "gpu", "gpu_count", "gpu_memory_gib")]
    assert gpu == [44, 178, "NVIDIA A10G", 4, 24]
    assert shown["CPU_X64_S"]["gpu"] == ""
    used = {name: row["current_node_usage"] for name, row in shown.items() if row["current_node_usage"]}
    (pool,) = rows(world.connect(), "SHOW COMPUTE POOLS")
    assert used == {pool["instance_family"]: pool["active_nodes"] + pool["idle_nodes"]}


@pytest.mark.parametrize("family", ["GPU_NV_S", "GEN_X64_G2_4", "MEM_X64_G2_8", "GPU_L40S_G1_8"])
def test_create_a_pool_of_a_family_that_is_shown(world: RunningAccount, family: str) -> None:
    admin = world.connect()
    run(
        admin,
        f"CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = {family} INITIALLY_SUSPENDED = TRUE",
    )
    assert rows(admin, "SHOW COMPUTE POOLS LIKE 'P'")[0]["instance_family"] == family


def test_refuse_a_family_of_another_region(world: RunningAccount) -> None:
    statement = "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = GPU_NV_XS"
    assert error_of(world.connect(), statement)[:2] == (1008, "22023")
