"""Services: what SHOW and DESCRIBE tell of them, and whose they stay."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import create, described


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


def test_describe_shows_the_pinned_digest_to_the_owner_alone(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    run(owner, "GRANT USAGE ON SERVICE SVC TO ROLE GUEST")
    digest = world.account.model.registry.resolve("demo/app/repo/image", "1")
    assert f"sha256: '@{digest}'" in described(owner)["spec"]
    guest = world.connect(role="GUEST", database="DEMO", schema="APP")
    run(guest, "USE SECONDARY ROLES NONE")
    assert described(guest)["spec"] == ""


def test_describe_shows_the_digest_of_what_is_written_in_the_singular(owner: SnowflakeConnection) -> None:
    create(owner, spec="spec: {container: [{name: a, image: /demo/app/repo/image:1}], endpoint: [{name: e, port: 80}]}")
    assert "sha256: '@sha256:" in described(owner)["spec"]
    assert [row["name"] for row in rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")] == ["e"]


def test_ownership_of_a_service_cannot_move(owner: SnowflakeConnection) -> None:
    create(owner)
    assert error_of(owner, "GRANT OWNERSHIP ON SERVICE SVC TO ROLE GUEST")[0] != 0
