"""What a network rule may name."""

from __future__ import annotations

from spcs_local_tests.running import RunningAccount, error_of


def test_network_rule_refuses_what_names_no_host(world: RunningAccount) -> None:
    admin = world.connect(role="ACCOUNTADMIN")
    for value in ("", "a b.example", "http://open.example", "x.example:70000", "0.0.0.0:22", "*.*.example"):
        statement = f"ALTER NETWORK RULE DEMO.APP.RULE SET VALUE_LIST = ('{value}')"
        assert error_of(admin, statement)[:2] == (1008, "22023")
    statement = "CREATE NETWORK RULE DEMO.APP.OTHER TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('a b.example')"
    assert error_of(admin, statement)[:2] == (1008, "22023")
