"""How compute pools move from state to state, with their services."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.administrator import execute
from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.job_world import lasting, names_of, start_job, status
from spcs_local_tests.services.world import PLAIN, create, described, pool, settle


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


def test_suspended_pool_lets_jobs_end(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = lasting(world)
    start_job(owner)
    settle(world)
    execute(world.account, "ALTER COMPUTE POOL POOL SUSPEND")
    settle(world)
    [pool] = rows(owner, "SHOW COMPUTE POOLS")
    assert (pool["state"], pool["num_jobs"], pool["num_services"]) == ("STOPPING", 1, 0)
    port.crash(names_of(port)[0], 0)
    settle(world)
    [pool] = rows(owner, "SHOW COMPUTE POOLS")
    assert (status(owner), pool["state"], pool["num_jobs"]) == ("DONE", "SUSPENDED", 0)
