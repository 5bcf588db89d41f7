"""Services: statements, states, upgrades."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import BLOCK, PLAIN, SPEC, containers_of, create, described, put_file, settle


def test_service_runs_when_its_probe_answers(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    [service] = rows(owner, "SHOW SERVICES")
    name = f"milvus-spcs-{world.account.model.settings.id}-{world.account.model.objects.list('SERVICE')[0].id}-0-main"
    containers_of(world).not_ready.add(name)
    settle(world)
    [container] = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    assert service["status"] == described(owner)["status"] == "PENDING"
    assert container["message"] == "Readiness probe is failing at path: /ready, port: 8888"
    containers_of(world).not_ready.clear()
    settle(world)
    [container] = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    assert (container["service_status"], container["instance_status"], container["status"]) == (
        "RUNNING",
        "READY",
        "READY",
    )


def test_service_lists_the_documented_columns(owner: SnowflakeConnection) -> None:
    create(owner)
    [row] = rows(owner, "SHOW SERVICES")
    assert " ".join(row) == (
        "name status database_name schema_name owner compute_pool dns_name current_instances "
        "target_instances min_ready_instances min_instances max_instances auto_resume "
        "external_access_integrations created_on updated_on resumed_on suspended_on auto_suspend_secs "
        "comment owner_role_type query_warehouse is_job is_async_job spec_digest is_upgrading "
        "managing_object_domain managing_object_name"
    )
    assert set(described(owner)) - set(row) == {"spec"}


def test_container_columns_are_null_without_containers(owner: SnowflakeConnection) -> None:
    create(owner)
    [row] = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    assert (row["service_name"], row["service_status"], row["instance_id"], row["status"]) == (
        "SVC",
        "PENDING",
        None,
        None,
    )


def test_describe_shows_the_pinned_digest_to_the_owner_alone(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    run(owner, "GRANT USAGE ON SERVICE SVC TO ROLE GUEST")
    digest = world.account.model.registry.resolve("demo/app/repo/image", "1")
    assert f"sha256: '@{digest}'" in described(owner)["spec"]
    guest = world.connect(role="GUEST", database="DEMO", schema="APP")
    run(guest, "USE SECONDARY ROLES NONE")
    assert described(guest)["spec"] == ""


@pytest.mark.parametrize(
    "source",
    [
        "FROM @FILES/dir SPECIFICATION_FILE = 'spec.yaml'",
        "FROM @FILES/dir SPEC='spec.yaml'",
        "FROM @FILES SPECIFICATION_FILE = 'dir/spec.yaml'",
        r"""FROM '@\"DEMO\".\"APP\".\"FILES\"/dir' SPECIFICATION_FILE = 'spec.yaml'""",
        """FROM @"DEMO"."APP"."FILES"/dir SPECIFICATION_FILE = 'spec.yaml'""",
    ],
)
def test_specification_comes_from_a_stage(world: RunningAccount, owner: SnowflakeConnection, source: str) -> None:
    put_file(world, "dir/spec.yaml", SPEC)
    run(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL {source} MIN_INSTANCES=1 MAX_INSTANCES=1")
    before = described(owner)["spec_digest"]
    put_file(world, "dir/spec.yaml", PLAIN)
    run(owner, f"ALTER SERVICE SVC {source}")
    assert described(owner)["spec_digest"] != before


def test_specification_missing_on_the_stage_is_an_error(owner: SnowflakeConnection) -> None:
    number, _, text = error_of(
        owner, "CREATE SERVICE SVC IN COMPUTE POOL POOL FROM @FILES SPECIFICATION_FILE = 'none.yaml'"
    )
    assert number == 253006
    assert "none.yaml" in text


def test_upgrade_is_over_when_the_new_containers_are_ready(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    before = described(owner)
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC.replace('hello', 'bye')}$$")
    during = described(owner)
    assert (during["is_upgrading"], during["spec_digest"] != before["spec_digest"]) == ("true", True)
    settle(world)
    after = described(owner)
    [instance] = rows(owner, "SHOW SERVICE INSTANCES IN SERVICE SVC")
    [attachment] = next(iter(containers_of(world).specs.values())).networks
    assert instance["ip_address"] == attachment.address
    assert (after["is_upgrading"], instance["spec_digest"]) == ("false", during["spec_digest"])
    assert [spec.environment["GREETING"] for spec in containers_of(world).specs.values()] == ["bye"]


def test_upgrade_replaces_one_instance_after_the_other(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options="MIN_INSTANCES = 3 MAX_INSTANCES = 3")
    settle(world)
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC.replace('hello', 'bye')}$$")
    wanted = described(owner)["spec_digest"]
    seen = []
    for _ in range(3):
        settle(world, 1)
        instances = rows(owner, "SHOW SERVICE INSTANCES IN SERVICE SVC")
        seen.append([row["instance_id"] for row in instances if row["spec_digest"] == wanted])
    assert seen == [["2"], ["1", "2"], ["0", "1", "2"]]
    assert described(owner)["is_upgrading"] == "false"


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


def test_suspend_stops_containers_and_keeps_block_volumes(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=BLOCK)
    settle(world)
    volumes = set(containers_of(world).volumes)
    run(owner, "ALTER SERVICE SVC SUSPEND")
    assert described(owner)["status"] == "SUSPENDING"
    settle(world)
    assert (described(owner)["status"], containers_of(world).containers()) == ("SUSPENDED", [])
    assert containers_of(world).volumes == volumes != set()


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


def test_set_changes_instances(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    run(owner, "ALTER SERVICE SVC SET MIN_INSTANCES = 2 MAX_INSTANCES = 2")
    settle(world)
    assert described(owner)["current_instances"] == 2
    run(owner, "ALTER SERVICE SVC UNSET MIN_INSTANCES, MAX_INSTANCES")
    settle(world)
    assert described(owner)["current_instances"] == 1


def test_instances_without_room_stay_pending(world: RunningAccount, owner: SnowflakeConnection) -> None:
    spec = PLAIN + "      resources: {requests: {cpu: 2}}\n"
    create(owner, spec=spec, options="MIN_INSTANCES = 2 MAX_INSTANCES = 2")
    settle(world)
    assert (described(owner)["status"], described(owner)["current_instances"]) == ("PENDING", 1)
    containers = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    assert [(row["instance_id"], row["status"], row["message"]) for row in containers] == [
        ("0", "READY", "Running"),
        ("1", "PENDING", "Unschedulable due to insufficient CPU resources."),
    ]
    assert len(containers_of(world).specs) == 1
    run(world.connect(role="ACCOUNTADMIN"), "ALTER COMPUTE POOL POOL SET MAX_NODES = 2")
    settle(world)
    assert (described(owner)["status"], len(containers_of(world).specs)) == ("RUNNING", 2)


def test_instance_that_lacks_memory_says_so(world: RunningAccount, owner: SnowflakeConnection) -> None:
    spec = PLAIN + "      resources: {requests: {cpu: 0.5, memory: 8Gi}}\n"
    for name in ("SVC", "OTHER"):
        create(owner, name, spec=spec)
        settle(world, 2)
    [row] = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE OTHER")
    assert row["message"] == "Unschedulable due to insufficient memory resources."
    run(owner, "DROP SERVICE SVC")
    settle(world)
    assert described(owner, "OTHER")["status"] == "RUNNING"


def test_create_refuses_what_no_node_holds(owner: SnowflakeConnection) -> None:
    spec = PLAIN + "      resources: {requests: {cpu: 20}}\n"
    statement = f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${spec}$$"
    number, _, text = error_of(owner, statement)
    assert number == 395018
    assert "a node of compute pool POOL has 3 CPU" in text


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


def test_create_refuses_a_name_that_needs_quotes(owner: SnowflakeConnection) -> None:
    statement = f'CREATE SERVICE "my service" IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$'
    assert error_of(owner, statement)[:2] == (1008, "22023")
