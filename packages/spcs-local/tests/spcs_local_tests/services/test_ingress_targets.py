"""What the ingress is told of endpoints."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import SPEC, create, settle


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
