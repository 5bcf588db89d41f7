"""What services need, and who may use them."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import SPEC, create, settle

STATEMENT = f"CREATE SERVICE DEMO.APP.SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${SPEC}$$"


@pytest.mark.parametrize(
    ("revoked", "number", "text"),
    [
        ("REVOKE CREATE SERVICE ON SCHEMA DEMO.APP FROM ROLE OWNER", 3001, "schema 'APP'"),
        ("REVOKE ALL ON COMPUTE POOL POOL FROM ROLE OWNER", 2003, "Compute pool 'POOL' does not exist"),
        ("REVOKE USAGE ON COMPUTE POOL POOL FROM ROLE OWNER", 3001, "compute pool 'POOL'"),
        ("REVOKE READ ON IMAGE REPOSITORY DEMO.APP.REPO FROM ROLE OWNER", 2003, "Image repository 'DEMO.APP.REPO'"),
        ("REVOKE BIND SERVICE ENDPOINT ON ACCOUNT FROM ROLE OWNER", 3001, "account"),
    ],
)
def test_create_needs_each_right(
    world: RunningAccount, owner: SnowflakeConnection, revoked: str, number: int, text: str
) -> None:
    run(world.connect(role="ACCOUNTADMIN"), revoked)
    run(owner, "USE SECONDARY ROLES NONE")
    found, _, message = error_of(owner, STATEMENT)
    assert found == number
    assert text in message


def test_secondary_roles_do_not_help_the_owner(world: RunningAccount, owner: SnowflakeConnection) -> None:
    run(world.connect(role="ACCOUNTADMIN"), "REVOKE READ ON IMAGE REPOSITORY DEMO.APP.REPO FROM ROLE OWNER")
    run(owner, "USE SECONDARY ROLES ALL")
    assert error_of(owner, STATEMENT)[0] == 2003


def test_integration_needs_usage(world: RunningAccount, owner: SnowflakeConnection) -> None:
    run(world.connect(role="ACCOUNTADMIN"), "REVOKE USAGE ON INTEGRATION OUT FROM ROLE OWNER")
    number, _, text = error_of(owner, f"{STATEMENT} EXTERNAL_ACCESS_INTEGRATIONS = (OUT)")
    assert number == 2003
    assert "'OUT' does not exist or not authorized" in text


def test_accountadmin_cannot_own_a_service(world: RunningAccount) -> None:
    number, state, text = error_of(world.connect(role="ACCOUNTADMIN"), STATEMENT)
    assert (number, state) == (395034, "42501")
    assert "ACCOUNTADMIN" in text


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


def test_only_the_owner_grants_service_roles(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    run(owner, "GRANT USAGE, OPERATE, MONITOR ON SERVICE SVC TO ROLE GUEST")
    guest = world.connect(role="GUEST", database="DEMO", schema="APP")
    run(guest, "USE SECONDARY ROLES NONE")
    assert error_of(guest, "GRANT SERVICE ROLE SVC!ALL_ENDPOINTS_USAGE TO ROLE GUEST")[:2] == (3001, "42501")
    number, _, text = error_of(owner, "GRANT SERVICE ROLE SVC!NONE TO ROLE GUEST")
    assert number == 2003
    assert "DEMO.APP.SVC!NONE" in text


def test_service_role_shows_who_holds_it_and_what_it_opens(owner: SnowflakeConnection) -> None:
    create(owner)
    run(owner, "GRANT SERVICE ROLE SVC!READERS TO ROLE GUEST")
    [holder] = rows(owner, "SHOW GRANTS OF SERVICE ROLE SVC!READERS")
    del holder["created_on"]
    assert holder == {"role": "READERS", "granted_to": "ROLE", "grantee_name": "GUEST", "granted_by": "OWNER"}
    assert rows(owner, "SHOW GRANTS OF SERVICE ROLE DEMO.APP.SVC!ALL_ENDPOINTS_USAGE") == []
    [opened] = rows(owner, "SHOW GRANTS TO SERVICE ROLE SVC!READERS")
    assert (opened["privilege"], opened["granted_on"], opened["name"]) == (
        "USAGE",
        "SERVICE_ENDPOINT",
        "DEMO.APP.SVC!web",
    )
    assert (opened["granted_to"], opened["grantee_name"]) == ("SERVICE ROLE", "READERS")
    every = rows(owner, "SHOW GRANTS TO SERVICE ROLE SVC!ALL_ENDPOINTS_USAGE")
    assert [row["name"] for row in every] == ["DEMO.APP.SVC!api", "DEMO.APP.SVC!web"]


def test_service_roles_are_listed(owner: SnowflakeConnection) -> None:
    create(owner)
    assert [row["name"] for row in rows(owner, "SHOW ROLES IN SERVICE SVC")] == ["ALL_ENDPOINTS_USAGE", "READERS"]


def test_ownership_of_a_service_cannot_move(owner: SnowflakeConnection) -> None:
    create(owner)
    assert error_of(owner, "GRANT OWNERSHIP ON SERVICE SVC TO ROLE GUEST")[0] != 0


def test_operate_is_needed_to_suspend(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    run(owner, "GRANT USAGE ON SERVICE SVC TO ROLE GUEST")
    guest = world.connect(role="GUEST", database="DEMO", schema="APP")
    run(guest, "USE SECONDARY ROLES NONE")
    assert error_of(guest, "ALTER SERVICE SVC SUSPEND")[:2] == (3001, "42501")
    run(owner, "GRANT OPERATE ON SERVICE SVC TO ROLE GUEST")
    run(guest, "ALTER SERVICE SVC SUSPEND")


def test_endpoint_is_found_by_its_host(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    [web, api] = rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")
    assert "provisioning in progress" in web["ingress_url"]
    assert api["ingress_url"] is None
    settle(world)
    run(owner, "GRANT SERVICE ROLE SVC!READERS TO ROLE GUEST")
    url = str(rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")[0]["ingress_url"])
    target = world.composition.targets.endpoint(url.partition(".")[0])
    assert target is not None
    assert (target.service, target.endpoint, target.address, target.port) == ("DEMO.APP.SVC", "web", "127.0.0.1", 8888)
    assert (target.owner_role, target.granted_roles) == ("OWNER", frozenset({"GUEST"}))
    assert url.endswith(f".localhost:{world.account.model.settings.ingress_port}")


def test_endpoint_is_served_while_the_owner_may_bind_it(world: RunningAccount, owner: SnowflakeConnection) -> None:
    admin = world.connect(role="ACCOUNTADMIN")
    create(owner)
    settle(world)
    label = str(rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")[0]["ingress_url"]).partition(".")[0]
    bound = []
    for statement in ("SELECT 1", "REVOKE {} FROM ROLE OWNER", "GRANT {} TO ROLE OWNER"):
        run(admin, statement.format("BIND SERVICE ENDPOINT ON ACCOUNT"))
        target = world.composition.targets.endpoint(label)
        assert target is not None
        bound.append(target.bound)
    assert bound == [True, False, True]


def test_endpoint_keeps_its_host_and_wakes_its_service(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    url = rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")[0]["ingress_url"]
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC.replace('hello', 'bye')}$$", "ALTER SERVICE SVC SUSPEND")
    settle(world)
    targets = world.composition.targets
    target = targets.endpoint(str(url).partition(".")[0])
    assert target is not None
    assert (target.status, target.address) == ("SUSPENDED", None)
    targets.wake(target.service)
    settle(world)
    assert rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")[0]["ingress_url"] == url
    assert targets.endpoint("none-local-dev") is None
