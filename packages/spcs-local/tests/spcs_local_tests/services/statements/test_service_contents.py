"""What SHOW … IN SERVICE tells, and whom."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import create


def test_container_columns_are_null_without_containers(owner: SnowflakeConnection) -> None:
    create(owner)
    [row] = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    assert (row["service_name"], row["service_status"], row["instance_id"], row["status"]) == (
        "SVC",
        "PENDING",
        None,
        None,
    )


def test_service_role_opens_its_endpoints(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    run(owner, "GRANT USAGE ON SERVICE SVC TO ROLE GUEST")
    guest = world.connect(role="GUEST", database="DEMO", schema="APP")
    run(guest, "USE SECONDARY ROLES NONE")
    assert rows(guest, "SHOW ENDPOINTS IN SERVICE SVC") == []
    run(owner, "GRANT SERVICE ROLE DEMO.APP.SVC!readers TO ROLE GUEST")
    assert [row["name"] for row in rows(guest, "SHOW ENDPOINTS IN SERVICE SVC")] == ["web"]
    run(owner, "REVOKE SERVICE ROLE DEMO.APP.SVC!READERS FROM ROLE GUEST")
    assert rows(guest, "SHOW ENDPOINTS IN SERVICE SVC") == []


def test_service_roles_are_listed(owner: SnowflakeConnection) -> None:
    create(owner)
    assert [row["name"] for row in rows(owner, "SHOW ROLES IN SERVICE SVC")] == ["ALL_ENDPOINTS_USAGE", "READERS"]
