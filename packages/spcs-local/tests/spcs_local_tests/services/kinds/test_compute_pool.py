"""Compute pools: their properties, and what SHOW tells of them."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.job_world import lasting, names_of, start_job
from spcs_local_tests.services.world import create, pool, settle


def test_pool_lists_the_documented_columns(world: RunningAccount) -> None:
    [row] = rows(world.connect(), "SHOW COMPUTE POOLS LIKE 'po%'")
    assert " ".join(row) == (
        "name state min_nodes max_nodes instance_family num_services num_jobs auto_suspend_secs "
        "auto_resume active_nodes idle_nodes target_nodes created_on resumed_on updated_on owner comment "
        "is_exclusive application backup_instance_families"
    )


def test_pool_never_resumed_shows_no_null_that_clients_cannot_read(world: RunningAccount) -> None:
    admin = world.connect()
    run(
        admin,
        "CREATE COMPUTE POOL IDLER MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S INITIALLY_SUSPENDED = true",
    )
    assert [name for name, value in pool(admin, "IDLER").items() if value is None] == ["application"]
    assert pool(admin, "IDLER")["resumed_on"] == pool(admin, "IDLER")["created_on"]


def test_drop_refuses_a_pool_with_services(world: RunningAccount, owner: SnowflakeConnection) -> None:
    admin = world.connect()
    create(owner)
    _, state, text = error_of(admin, "DROP COMPUTE POOL POOL")
    assert state == "22000"
    assert "still has services" in text
    run(admin, "ALTER COMPUTE POOL IF EXISTS POOL STOP ALL", "DROP COMPUTE POOL POOL")
    assert rows(admin, "SHOW COMPUTE POOLS") == []


@pytest.mark.parametrize(
    ("options", "number", "text"),
    [
        ("MIN_NODES = 1 MAX_NODES = 1", 2029, "INSTANCE_FAMILY"),
        ("MIN_NODES = 2 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S", 1008, "MAX_NODES"),
        ("MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = HUGE", 1008, "INSTANCE_FAMILY"),
        ("MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S COLOUR = 'red'", 1422, "COLOUR"),
    ],
)
def test_create_refuses_wrong_options(world: RunningAccount, options: str, number: int, text: str) -> None:
    found, _, message = error_of(world.connect(), f"CREATE COMPUTE POOL OTHER {options}")
    assert found == number
    assert text in message


def test_unset_gives_the_default_back(world: RunningAccount) -> None:
    admin = world.connect()
    run(admin, "ALTER COMPUTE POOL POOL SET AUTO_SUSPEND_SECS = 60 COMMENT = 'mine'")
    assert pool(admin)["auto_suspend_secs"] == 60
    run(admin, "ALTER COMPUTE POOL POOL UNSET AUTO_SUSPEND_SECS, COMMENT")
    assert (pool(admin)["auto_suspend_secs"], pool(admin)["comment"]) == (3600, "")


def test_family_changes_while_the_pool_is_suspended(admin: SnowflakeConnection) -> None:
    run(
        admin,
        "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S INITIALLY_SUSPENDED = TRUE",
        "ALTER COMPUTE POOL P SET INSTANCE_FAMILY = CPU_X64_M",
        "ALTER COMPUTE POOL P RESUME",
    )
    number, state, text = error_of(admin, "ALTER COMPUTE POOL P SET INSTANCE_FAMILY = CPU_X64_L")
    assert (number, state) == (1422, "42601")
    assert "Cannot set INSTANCE_FAMILY for compute pool that is not suspended." in text
    assert rows(admin, "SHOW COMPUTE POOLS LIKE 'P'")[0]["instance_family"] == "CPU_X64_M"


def test_backup_families_are_shown_and_differ_from_the_first(admin: SnowflakeConnection) -> None:
    made = "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S"
    run(admin, f"{made} BACKUP_INSTANCE_FAMILIES = ('CPU_X64_M', 'CPU_X64_L')")
    assert rows(admin, "SHOW COMPUTE POOLS LIKE 'P'")[0]["backup_instance_families"] == "CPU_X64_M,CPU_X64_L"
    number, _, text = error_of(admin, "ALTER COMPUTE POOL P SET BACKUP_INSTANCE_FAMILIES = ('CPU_X64_S')")
    assert (number, "contains 'CPU_X64_S' which matches the primary" in text) == (1008, True)
    assert error_of(admin, "ALTER COMPUTE POOL P SET BACKUP_INSTANCE_FAMILIES = ('ROBOT')")[0] == 1008
    run(admin, "ALTER COMPUTE POOL P UNSET BACKUP_INSTANCE_FAMILIES")
    assert rows(admin, "SHOW COMPUTE POOLS LIKE 'P'")[0]["backup_instance_families"] == ""


def test_pool_is_dropped_with_jobs_that_are_over(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start_job(owner)
    settle(world)
    admin = world.connect()
    assert error_of(admin, "DROP COMPUTE POOL POOL")[0] == 392600
    port.crash(names_of(port)[0], 0)
    settle(world)
    run(admin, "DROP COMPUTE POOL POOL")
    settle(world)
    assert (rows(owner, "SHOW SERVICES"), names_of(port)) == ([], [])
