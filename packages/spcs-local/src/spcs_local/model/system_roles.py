"""The roles that every account has, and what they hold from the start.

https://docs.snowflake.com/en/user-guide/security-access-control-overview#system-defined-roles
"""

from __future__ import annotations

ACCOUNTADMIN, SECURITYADMIN, USERADMIN = "ACCOUNTADMIN", "SECURITYADMIN", "USERADMIN"
SYSADMIN, PUBLIC, ORGADMIN = "SYSADMIN", "PUBLIC", "ORGADMIN"

# the grantor of what these roles hold from the start, which nobody can revoke
BY_SNOWFLAKE = ""

SYSTEM_ROLES = {
    ACCOUNTADMIN: "Account administrator can manage all aspects of the account.",
    ORGADMIN: "Organization administrator can manage the organization and its accounts.",
    PUBLIC: "Public role is automatically available to every user in the account.",
    SECURITYADMIN: "Security administrator can manage security aspects of the account.",
    SYSADMIN: "System administrator can create and manage databases and warehouses.",
    USERADMIN: "User administrator can create and manage users and roles.",
}

HIERARCHY = ((SYSADMIN, ACCOUNTADMIN), (SECURITYADMIN, ACCOUNTADMIN), (USERADMIN, SECURITYADMIN))

ACCOUNT_PRIVILEGES = (
    "APPLY MASKING POLICY",
    "APPLY TAG",
    "AUDIT",
    "BIND SERVICE ENDPOINT",
    "CREATE COMPUTE POOL",
    "CREATE DATABASE",
    "CREATE INTEGRATION",
    "CREATE ROLE",
    "CREATE USER",
    "CREATE WAREHOUSE",
    "EXECUTE TASK",
    "IMPORT SHARE",
    "MANAGE GRANTS",
    "MANAGE WAREHOUSES",
    "MONITOR EXECUTION",
    "MONITOR USAGE",
)

# of these the page on privileges says that ACCOUNTADMIN must grant them: who else has them cannot pass them on
GRANTED_BY_ACCOUNTADMIN = ("CREATE DATABASE", "CREATE WAREHOUSE")

INITIAL_PRIVILEGES = {
    ACCOUNTADMIN: ACCOUNT_PRIVILEGES,
    SECURITYADMIN: ("MANAGE GRANTS",),
    SYSADMIN: ("CREATE DATABASE", "CREATE WAREHOUSE"),
    USERADMIN: ("CREATE ROLE", "CREATE USER"),
}
