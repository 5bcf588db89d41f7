"""Compute pools: statements, states, rights."""

from __future__ import annotations

from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import PLAIN, create, described, settle


def pool(connection: SnowflakeConnection, name: str = "POOL") -> dict[str, Any]:
    return rows(connection, f"DESCRIBE COMPUTE POOL {name}")[0]


def test_pool_starts_and_idles(world: RunningAccount) -> None:
    admin = world.connect()
    assert pool(admin)["state"] == "STARTING"
    settle(world, 1)
    assert (pool(admin)["state"], pool(admin)["active_nodes"], pool(admin)["idle_nodes"]) == ("IDLE", 0, 1)


def test_pool_resizes_to_its_least_nodes_and_to_what_its_services_need(
    world: RunningAccount, owner: SnowflakeConnection
) -> None:
    admin = world.connect(role="ACCOUNTADMIN")
    run(admin, "ALTER COMPUTE POOL POOL SET MIN_NODES = 2 MAX_NODES = 3")
    seen = [pool(admin)["state"]]
    for _ in range(3):
        world.composition.controller._move_pools()
        seen.append(pool(admin)["state"])
    assert seen == ["STARTING", "RESIZING", "IDLE", "IDLE"]
    assert pool(admin)["idle_nodes"] == 2
    spec = PLAIN + "      resources: {requests: {cpu: 2}}\n"
    create(owner, spec=spec, options="MIN_INSTANCES = 3 MAX_INSTANCES = 3")
    service = world.account.model.objects.list("SERVICE")[0]
    world.composition.controller.services.reconcile(service.id)
    world.composition.controller._move_pools()
    assert pool(admin)["state"] == "RESIZING"
    settle(world, 1)
    assert (pool(admin)["state"], pool(admin)["active_nodes"], pool(admin)["idle_nodes"]) == ("ACTIVE", 3, 0)


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


def test_pool_of_a_suspended_pool_suspends_its_services(world: RunningAccount, owner: SnowflakeConnection) -> None:
    admin = world.connect()
    create(owner)
    settle(world)
    run(admin, "ALTER COMPUTE POOL POOL SUSPEND")
    assert described(owner)["status"] == "SUSPENDING"
    settle(world)
    assert (described(owner)["status"], pool(admin)["state"]) == ("SUSPENDED", "SUSPENDED")


def test_pool_wakes_for_a_service(world: RunningAccount, owner: SnowflakeConnection) -> None:
    settle(world)
    run(world.connect(), "ALTER COMPUTE POOL POOL SUSPEND")
    settle(world)
    create(owner)
    settle(world)
    assert described(owner)["status"] == "RUNNING"


def test_pool_without_auto_resume_leaves_services_pending(world: RunningAccount, owner: SnowflakeConnection) -> None:
    admin = world.connect()
    run(admin, "ALTER COMPUTE POOL POOL SET AUTO_RESUME = FALSE", "ALTER COMPUTE POOL POOL SUSPEND")
    settle(world)
    create(owner)
    settle(world)
    assert described(owner)["status"] == "PENDING"


def test_suspend_refuses_a_suspended_pool(world: RunningAccount) -> None:
    admin = world.connect()
    run(admin, "ALTER COMPUTE POOL POOL SUSPEND")
    expected = "Invalid state. Compute pool 'POOL' cannot be suspended."
    number, state, text = error_of(admin, "ALTER COMPUTE POOL POOL SUSPEND")
    assert (number, state) == (90064, "22000")
    assert expected in text


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


def test_create_needs_the_privilege(world: RunningAccount, owner: SnowflakeConnection) -> None:
    statement = "CREATE COMPUTE POOL OTHER MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S"
    run(owner, "USE SECONDARY ROLES NONE")
    assert error_of(owner, statement)[:2] == (3001, "42501")
    admin = world.connect()
    run(admin, "USE ROLE SYSADMIN", statement)


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
