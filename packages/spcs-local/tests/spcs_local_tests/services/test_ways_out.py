"""What the gate is told: each service's names, and what its integrations open."""

from __future__ import annotations

import json
from typing import Any

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, run
from spcs_local_tests.services.world import PLAIN, containers_of, create, described, settle

OUT = "EXTERNAL_ACCESS_INTEGRATIONS = (OUT)"


def policy(world: RunningAccount) -> dict[str, Any]:
    """The file that the gate reads."""
    content: dict[str, Any] = json.loads((world.home / "gate" / "policy.json").read_text())
    return content


def opened(world: RunningAccount) -> list[list[Any]]:
    """What the one service that there is may reach."""
    [rules] = policy(world)["rules"].values()
    return list(rules)


def alter_rule(world: RunningAccount, values: str) -> None:
    """Give the network rule another list."""
    run(world.connect(role="ACCOUNTADMIN"), f"ALTER NETWORK RULE DEMO.APP.RULE SET VALUE_LIST = ({values})")
    settle(world, 1)


def test_service_is_on_the_network_without_a_way_out_alone(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, options=OUT)
    settle(world)
    port = containers_of(world)
    [spec] = port.specs.values()
    assert [port.networks[attachment.network] for attachment in spec.networks] == [True]
    assert spec.networks[0].address == next(iter(policy(world)["rules"]))


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


def test_network_rule_refuses_what_names_no_host(world: RunningAccount) -> None:
    admin = world.connect(role="ACCOUNTADMIN")
    for value in ("", "a b.example", "http://open.example", "x.example:70000", "0.0.0.0:22", "*.*.example"):
        statement = f"ALTER NETWORK RULE DEMO.APP.RULE SET VALUE_LIST = ('{value}')"
        assert error_of(admin, statement)[:2] == (1008, "22023")
    statement = "CREATE NETWORK RULE DEMO.APP.OTHER TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('a b.example')"
    assert error_of(admin, statement)[:2] == (1008, "22023")


def test_create_refuses_ports_that_services_may_not_have(world: RunningAccount, owner: SnowflakeConnection) -> None:
    for value in ("smtp.example:25", "x.example:0", "x.example:443-8443"):
        alter_rule(world, f"'{value}'")
        statement = f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$ {OUT}"
        number, _, text = error_of(owner, statement)
        assert number == 395018
        assert value.partition(":")[2] in text
