"""What a service's owner has to hold."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, run
from spcs_local_tests.services.world import OUT, PLAIN, SPEC, alter_rule

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


def test_create_refuses_ports_that_services_may_not_have(world: RunningAccount, owner: SnowflakeConnection) -> None:
    for value in ("smtp.example:25", "x.example:0", "x.example:443-8443"):
        alter_rule(world, f"'{value}'")
        statement = f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$ {OUT}"
        number, _, text = error_of(owner, statement)
        assert number == 395018
        assert value.partition(":")[2] in text


@pytest.mark.parametrize("role", ["ACCOUNTADMIN", "ORGADMIN", "SECURITYADMIN"])
def test_administrators_roles_own_no_service(world: RunningAccount, role: str) -> None:
    administrator = world.connect(role="ACCOUNTADMIN", database="DEMO", schema="APP")
    run(administrator, f"GRANT ROLE OWNER TO ROLE {role}", "GRANT ROLE ORGADMIN TO USER ADMIN", f"USE ROLE {role}")
    number, state, text = error_of(administrator, STATEMENT)
    assert (number, state) == (395034, "42501")
    assert f"cannot be owned by the role {role}" in text
