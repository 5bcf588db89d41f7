"""The roles that every account has."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run


def test_system_roles_have_their_hierarchy(admin: SnowflakeConnection) -> None:
    held = rows(admin, "SELECT CURRENT_AVAILABLE_ROLES() AS R")[0]["r"]
    assert held == '["ACCOUNTADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN"]'
    of_useradmin = [(g["grantee_name"], g["granted_to"]) for g in rows(admin, "SHOW GRANTS OF ROLE USERADMIN")]
    assert of_useradmin == [("SECURITYADMIN", "ROLE")]


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        ("USERADMIN", "CREATE ROLE X", "CREATE DATABASE X"),
        ("USERADMIN", "CREATE USER X", "CREATE WAREHOUSE X"),
        ("SYSADMIN", "CREATE DATABASE X", "CREATE ROLE X"),
        ("SYSADMIN", "CREATE WAREHOUSE X", "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE SYSADMIN"),
        ("SECURITYADMIN", "CREATE ROLE X", "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE SYSADMIN"),
        ("ACCOUNTADMIN", "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE SYSADMIN", "DROP ROLE SYSADMIN"),
    ],
)
def test_system_role_may_and_may_not(account: RunningAccount, role: str, allowed: str, refused: str) -> None:
    connection = account.connect(role=role)
    run(connection, "USE SECONDARY ROLES NONE", allowed)
    assert error_of(connection, refused)[:2] == (3102 if refused.startswith("GRANT") else 3001, "42501")
