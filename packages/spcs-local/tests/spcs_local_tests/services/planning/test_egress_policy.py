"""What the gate is told: each service's names, and what its integrations open."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.world import (
    OUT,
    PLAIN,
    alter_rule,
    containers_of,
    create,
    described,
    opened,
    policy,
    settle,
)


def test_no_integration_opens_nothing(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    assert opened(world) == []


def test_integration_of_a_running_service_opens_its_rules(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    before = dict(containers_of(world).specs)
    run(owner, f"ALTER SERVICE SVC SET {OUT}")
    settle(world, 1)
    assert opened(world) == [["0.0.0.0", 443, 443]]  # noqa: S104 - how rules spell every host
    assert described(owner)["external_access_integrations"] == '["OUT"]'
    run(owner, "ALTER SERVICE SVC UNSET EXTERNAL_ACCESS_INTEGRATIONS")
    settle(world, 1)
    assert (opened(world), containers_of(world).specs) == ([], before)


def test_changed_rule_reaches_a_running_service(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options=OUT)
    settle(world)
    alter_rule(world, "'Open.Example', 'db.example:5432', '*.example.com:8000-8010'")
    assert opened(world) == [["open.example", 443, 443], ["db.example", 5432, 5432], ["*.example.com", 8000, 8010]]


def test_integration_that_is_lost_opens_nothing(world: RunningAccount, owner: SnowflakeConnection) -> None:
    admin = world.connect(role="ACCOUNTADMIN")
    create(owner, options=OUT)
    settle(world)
    for lost, back in (
        ("ALTER EXTERNAL ACCESS INTEGRATION OUT SET ENABLED = FALSE", "ALTER INTEGRATION OUT SET ENABLED = TRUE"),
        ("REVOKE USAGE ON INTEGRATION OUT FROM ROLE OWNER", "GRANT USAGE ON INTEGRATION OUT TO ROLE OWNER"),
        ("DROP INTEGRATION OUT", None),
    ):
        assert opened(world) != []
        run(admin, lost)
        settle(world, 1)
        assert opened(world) == []
        if back:
            run(admin, back)
            settle(world, 1)


def test_what_services_may_not_have_stays_shut(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options=OUT)
    settle(world)
    alter_rule(world, "'smtp.example:25', 'db.example:1024-65535', 'all.example:0', 'ssh.example:22'")
    assert opened(world) == [["ssh.example", 22, 22]]


def test_names_lead_to_every_instance(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options="MIN_INSTANCES = 2 MAX_INSTANCES = 2")
    settle(world)
    names, rules = policy(world)["names"], policy(world)["rules"]
    full = str(described(owner)["dns_name"])
    assert sorted(names[full]) == sorted(names[f"instances.{full}"]) == sorted(rules)
    assert len(set(rules)) == 2
    assert names["local-dev.snowflake.local"] == ["10.128.0.2"]


def test_service_is_found_where_it_is_ready(world: RunningAccount, owner: SnowflakeConnection) -> None:
    port = containers_of(world)
    create(owner, options="MIN_INSTANCES = 3 MAX_INSTANCES = 3 MIN_READY_INSTANCES = 1")
    settle(world)
    full = str(described(owner)["dns_name"])
    every = policy(world)["names"][full]
    assert len(set(every)) == 3
    names = sorted(port.specs)
    port.not_ready |= set(names[1:])
    settle(world)
    assert (policy(world)["names"][full], policy(world)["names"][f"instances.{full}"]) == (every[:1], every)
    port.not_ready |= set(names)
    settle(world)
    # who listens to its own name finds it before it is ready
    assert policy(world)["names"][full] == every


def test_address_of_a_service_that_went_is_not_given_again_at_once(
    world: RunningAccount, owner: SnowflakeConnection
) -> None:
    seen = []
    for _ in range(2):
        create(owner, spec=PLAIN, options=OUT)
        settle(world)
        seen += list(policy(world)["rules"])
        run(owner, "DROP SERVICE SVC")
        settle(world, 1)
    assert len(set(seen)) == 2
