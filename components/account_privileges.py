"""Privileges on the account, who holds them, and which roles a role inherits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass

from components.session import Row, Session
from components.sql import literal

ACCOUNT_GRANTS = "SHOW GRANTS ON ACCOUNT"
# what system roles hold from the start, as documented: an account need not list it
# https://docs.snowflake.com/en/user-guide/security-access-control-overview#system-defined-roles
EVERYTHING = "ACCOUNTADMIN"
EVERYBODYS = "PUBLIC"  # a role that each user and each role holds
_FROM_THE_START = {
    "SYSADMIN": ("CREATE WAREHOUSE", "CREATE DATABASE"),
    "USERADMIN": ("CREATE USER", "CREATE ROLE"),
    "SECURITYADMIN": ("CREATE USER", "CREATE ROLE", "MANAGE GRANTS"),
}


@dataclass(frozen=True)
class Privilege:
    """One on the account, with the right to pass it on where that is wanted."""

    name: str
    passed_on: bool = False

    def __str__(self) -> str:
        return f"{self.name} with grant option" if self.passed_on else self.name


MANAGE_GRANTS = Privilege("MANAGE GRANTS")
# tells which of some roles a role inherits
Inherited = Callable[[str, frozenset[str]], Awaitable[frozenset[str]]]


def account_grants(session: Session) -> list[Row]:
    """All privileges on the account that were granted."""
    return session.rows(ACCOUNT_GRANTS)


def holders(grants: Iterable[Row], privilege: Privilege) -> frozenset[str]:
    """Roles that hold it themselves."""
    granted = {
        str(row["grantee_name"])
        for row in grants
        if row["privilege"] == privilege.name and (not privilege.passed_on or is_true(row["grant_option"]))
    }
    system = {role for role, names in _FROM_THE_START.items() if privilege.name in names}
    return frozenset(granted | system | {EVERYTHING})


def inherited(session: Session, roles: Collection[str]) -> frozenset[str]:
    """Of these, the session's primary role and those that it inherits: CREATE counts no others."""
    asked = sorted(roles)
    session.rows("USE SECONDARY ROLES NONE")
    columns = ", ".join(f"IS_ROLE_IN_SESSION({literal(role)}) AS R{number}" for number, role in enumerate(asked))
    (row,) = session.rows(f"SELECT {columns}")
    return frozenset(role for number, role in enumerate(asked) if is_true(row[f"r{number}"]))


def is_true(value: object) -> bool:
    """A boolean as SHOW and SELECT give it."""
    return str(value).lower() == "true"
