"""Integrations: the rules of those for external access, one name space for all."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import error_of, rows, run


def test_external_access_integration_needs_egress_rules(admin: SnowflakeConnection) -> None:
    run(
        admin,
        "CREATE DATABASE D",
        "CREATE NETWORK RULE OUT TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('0.0.0.0:443','0.0.0.0:80')",
        "CREATE NETWORK RULE INTO TYPE = IPV4 MODE = INGRESS VALUE_LIST = ('10.0.0.0/8')",
        "CREATE EXTERNAL ACCESS INTEGRATION E ALLOWED_NETWORK_RULES = (out) ENABLED = TRUE",
    )
    described = {r["property"]: r["property_value"] for r in rows(admin, "DESC EXTERNAL ACCESS INTEGRATION E")}
    assert described["ALLOWED_NETWORK_RULES"] == "D.PUBLIC.OUT"
    assert rows(admin, "DESCRIBE NETWORK RULE OUT")[0]["value_list"] == "0.0.0.0:443,0.0.0.0:80"
    bad = "CREATE EXTERNAL ACCESS INTEGRATION F ALLOWED_NETWORK_RULES = (D.PUBLIC.INTO) ENABLED = TRUE"
    assert error_of(admin, bad)[0] == 394209


def test_integrations_share_one_name_space(admin: SnowflakeConnection) -> None:
    create = "CREATE SECURITY INTEGRATION S TYPE=oauth OAUTH_CLIENT=snowservices_ingress ENABLED=true"
    run(admin, create)
    assert [(i["name"], i["category"]) for i in rows(admin, "SHOW INTEGRATIONS")] == [("S", "SECURITY")]
    assert error_of(admin, "DROP EXTERNAL ACCESS INTEGRATION S")[0] == 2003
    run(admin, "DROP INTEGRATION S")
