"""Whether what was there before can be used as it is, by what SHOW tells of it: nothing of what a role may not read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from components import account_objects as kinds
from components.account_objects import Kind, ObjectName
from components.account_privileges import is_true
from components.problems import Problem
from components.session import Row

# what it is, what is allowed, and what to do
Unusable = tuple[str, str, str]


def unusable(name: ObjectName, row: Row, *, parked: bool = False) -> Problem | None:
    """What is wrong with its state. Nothing of a stack that is parked needs a pool that runs, or wakes."""
    check = _CHECKS.get(name.kind)
    if parked and name.kind == kinds.COMPUTE_POOL:
        row = {**row, "auto_resume": "true"}
    found = check(row, name.parts[-1]) if check else None
    return Problem(str(name), *found) if found else None


def _database(row: Row, _name: str) -> Unusable | None:
    """https://docs.snowflake.com/en/sql-reference/sql/show-databases"""
    kind = str(row.get("kind") or "STANDARD")
    if kind == "STANDARD" and not row.get("origin"):
        return None
    origin = f" from {row['origin']}" if row.get("origin") else ""
    return f"of kind {kind}{origin}", "of kind STANDARD and no share's: services lie in it", "use another database"


def _schema(row: Row, name: str) -> Unusable | None:
    """https://docs.snowflake.com/en/user-guide/security-access-control-configure#creating-managed-access-schemas"""
    if "MANAGED ACCESS" not in str(row.get("options")):
        return None
    allowed = "one without managed access: in such a schema the owner of a service cannot let others use it"
    return "a schema with managed access", allowed, f"use another schema, or a new one beside {name}"


def _warehouse(row: Row, name: str) -> Unusable | None:
    if row.get("state") != "SUSPENDED" or is_true(row.get("auto_resume")):
        return None
    allowed = "one that runs, or resumes by itself"
    return (
        "suspended, with AUTO_RESUME = FALSE",
        allowed,
        f"let its owner ALTER WAREHOUSE {name} SET AUTO_RESUME = TRUE",
    )


def _user(row: Row, name: str) -> Unusable | None:
    if not is_true(row.get("disabled")):
        return None
    return "disabled", "a user who can sign in", f"let its owner ALTER USER {name} SET DISABLED = FALSE"


def _pool(row: Row, name: str) -> Unusable | None:
    """https://docs.snowflake.com/en/sql-reference/sql/show-compute-pools"""
    family = str(row.get("instance_family"))
    if row.get("application"):
        return f"of the application {row['application']}", "one for services of the account", "use another pool"
    if "_ARM_" in family:
        return f"of instance family {family}", "one for linux/amd64, which the images are built for", "use another pool"
    if row.get("state") == "SUSPENDED" and not is_true(row.get("auto_resume")):
        allowed = "one that runs, or resumes by itself"
        remedy = f"let its owner ALTER COMPUTE POOL {name} SET AUTO_RESUME = TRUE"
        return "suspended, with AUTO_RESUME = FALSE", allowed, remedy
    return None


def _integration(row: Row, name: str) -> Unusable | None:
    """https://docs.snowflake.com/en/sql-reference/sql/show-integrations"""
    if row.get("type") != "EXTERNAL_ACCESS":
        return f"of type {row.get('type')}", "of type EXTERNAL_ACCESS", "use another integration"
    if not is_true(row.get("enabled")):
        remedy = f"let its owner ALTER EXTERNAL ACCESS INTEGRATION {name} SET ENABLED = TRUE"
        return "not enabled", "one that services can use", remedy
    return None


_CHECKS: Mapping[Kind, Callable[[Row, str], Unusable | None]] = {
    kinds.DATABASE: _database,
    kinds.SCHEMA: _schema,
    kinds.WAREHOUSE: _warehouse,
    kinds.USER: _user,
    kinds.COMPUTE_POOL: _pool,
    kinds.INTEGRATION: _integration,
}
