"""CREATE, ALTER, DROP and SHOW of services."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.job_world import start_job
from spcs_local_tests.services.world import BLOCK, PLAIN, SPEC, containers_of, create, described, settle


def test_alter_pins_a_moved_tag_and_resume_does_not(world: RunningAccount, owner: SnowflakeConnection) -> None:
    registry = world.composition.registry
    create(owner)
    first = registry.resolve("demo/app/repo/image", "1")
    registry.add("demo/app/repo/image", "1", "sha256:" + "b" * 64)  # type: ignore[attr-defined]  # the in-memory twin
    run(owner, "ALTER SERVICE SVC SUSPEND")
    settle(world)
    run(owner, "ALTER SERVICE SVC RESUME")
    settle(world)
    assert digest_of(owner) == first
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC}$$")
    settle(world)
    assert digest_of(owner) == "sha256:" + "b" * 64


def digest_of(connection: SnowflakeConnection) -> str:
    return str(rows(connection, "SHOW SERVICE CONTAINERS IN SERVICE SVC")[0]["image_digest"])


def test_drop_refuses_block_volumes_without_force(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=BLOCK)
    settle(world)
    number, state, text = error_of(owner, "DROP SERVICE SVC")
    assert (number, state) == (395085, "22000")
    assert "DROP SERVICE SVC FORCE" in text
    run(owner, "DROP SERVICE IF EXISTS SVC FORCE")
    settle(world)
    assert containers_of(world).containers() == []


def test_create_if_not_exists_leaves_what_is_there(owner: SnowflakeConnection) -> None:
    create(owner)
    [row] = rows(owner, f"CREATE SERVICE IF NOT EXISTS SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$")
    assert row["status"] == "SVC already exists, statement succeeded."
    statement = f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$"
    assert error_of(owner, statement)[:2] == (2002, "42710")


def test_show_finds_services_of_a_pool(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    assert [row["name"] for row in rows(owner, "SHOW SERVICES IN COMPUTE POOL POOL")] == ["SVC"]
    assert rows(owner, "SHOW SERVICES LIKE 'OTHER%' IN SCHEMA DEMO.APP") == []
    assert [row["name"] for row in rows(world.connect(), "SHOW SERVICES IN ACCOUNT")] == ["SVC"]


def test_instances_of_a_service_with_block_volumes_stay(owner: SnowflakeConnection) -> None:
    create(owner, spec=BLOCK)
    number, _, text = error_of(owner, "ALTER SERVICE SVC SET MIN_INSTANCES = 2 MAX_INSTANCES = 2")
    assert number == 395085
    assert "cannot be changed" in text
    larger = BLOCK.replace("10Gi", "20Gi")
    assert error_of(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${larger}$$")[0] == 395085


def test_block_volume_stays_as_it_was_made(owner: SnowflakeConnection) -> None:
    create(owner, spec=BLOCK)
    for changed in ("size: 10Gi, blockConfig: {iops: 4000}", "size: 10Gi, blockConfig: {encryption: SNOWFLAKE_FULL}"):
        spec = BLOCK.replace("size: 10Gi", changed)
        assert error_of(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${spec}$$")[0] == 395085
    for config, told in (
        ("{iops: 5001}", "'iops' 5001"),
        ("{throughput: 751}", "'throughput' 751"),
        ("{iops: 2999}", "iops"),
        ("{snapshotDeleteAfter: 7}", "snapshotDeleteAfter"),
        ("{snapshotDeleteAfter: 7w}", "snapshotDeleteAfter"),
        ("{initialContents: {}}", "fromSnapshot"),
    ):
        spec = BLOCK.replace("size: 10Gi", f"size: 10Gi, blockConfig: {config}")
        number, _, text = error_of(owner, f"CREATE SERVICE S IN COMPUTE POOL POOL FROM SPECIFICATION $${spec}$$")
        assert (number, told in text) == (395018, True), text


def test_operate_is_needed_to_suspend(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    run(owner, "GRANT USAGE ON SERVICE SVC TO ROLE GUEST")
    guest = world.connect(role="GUEST", database="DEMO", schema="APP")
    run(guest, "USE SECONDARY ROLES NONE")
    assert error_of(guest, "ALTER SERVICE SVC SUSPEND")[:2] == (3001, "42501")
    run(owner, "GRANT OPERATE ON SERVICE SVC TO ROLE GUEST")
    run(guest, "ALTER SERVICE SVC SUSPEND")


def test_show_tells_jobs_from_services(owner: SnowflakeConnection) -> None:
    start_job(owner)
    run(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL COMMENT = 'first' FROM SPECIFICATION $${PLAIN}$$")
    for scope in ("", " IN COMPUTE POOL POOL"):
        assert [row["name"] for row in rows(owner, f"SHOW SERVICES{scope}")] == ["JOB", "SVC"]
        assert [row["name"] for row in rows(owner, f"SHOW JOB SERVICES{scope}")] == ["JOB"]
        assert [row["name"] for row in rows(owner, f"SHOW SERVICES EXCLUDE JOBS{scope}")] == ["SVC"]
    assert described(owner)["comment"] == "first"


@pytest.mark.parametrize(
    "change", ["SUSPEND", "RESUME", "SET COMMENT = 'x'", "UNSET COMMENT", f"FROM SPECIFICATION $${PLAIN}$$"]
)
def test_job_is_not_altered(owner: SnowflakeConnection, change: str) -> None:
    start_job(owner)
    number, state, _ = error_of(owner, f"ALTER SERVICE JOB {change}")
    assert (number, state) == (2, "0A000")
