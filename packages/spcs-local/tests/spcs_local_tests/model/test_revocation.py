"""REVOKE of what was granted on."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run


@pytest.fixture
def chain(account: RunningAccount, admin: SnowflakeConnection) -> SnowflakeConnection:
    """USAGE on D, passed on from A to B, and from B to C, who has it from the owner as well."""
    run(admin, "CREATE DATABASE D", *(f"CREATE ROLE {name}" for name in "ABC"))
    run(admin, *(f"GRANT ROLE {name} TO USER ADMIN" for name in "AB"))
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE C", "GRANT USAGE ON DATABASE D TO ROLE A WITH GRANT OPTION")
    for grantor, grantee in (("A", "B"), ("B", "C")):
        connection = account.connect(role=grantor)
        run(connection, "USE SECONDARY ROLES NONE")
        run(connection, f"GRANT USAGE ON DATABASE D TO ROLE {grantee} WITH GRANT OPTION")
    return admin


def held(connection: SnowflakeConnection) -> set[tuple[str, str]]:
    """Who has USAGE, and from whom."""
    granted = rows(connection, "SHOW GRANTS ON DATABASE D")
    return {(row["grantee_name"], row["granted_by"]) for row in granted if row["privilege"] == "USAGE"}


def test_cascade_takes_what_was_granted_on_and_no_more(chain: SnowflakeConnection) -> None:
    before = {("A", "ACCOUNTADMIN"), ("B", "A"), ("C", "B"), ("C", "ACCOUNTADMIN")}
    assert held(chain) == before
    assert error_of(chain, "REVOKE USAGE ON DATABASE D FROM ROLE A")[:2] == (3036, "23001")
    assert held(chain) == before
    run(chain, "REVOKE USAGE ON DATABASE D FROM ROLE A CASCADE")
    assert held(chain) == {("C", "ACCOUNTADMIN")}


def test_grant_of_somebody_else_stays(account: RunningAccount, chain: SnowflakeConnection) -> None:
    connection = account.connect(role="B")
    run(connection, "USE SECONDARY ROLES NONE", "REVOKE USAGE ON DATABASE D FROM ROLE C")
    assert held(chain) == {("A", "ACCOUNTADMIN"), ("B", "A"), ("C", "ACCOUNTADMIN")}
    run(connection, "REVOKE USAGE ON DATABASE D FROM ROLE C")
    assert ("C", "ACCOUNTADMIN") in held(chain)
