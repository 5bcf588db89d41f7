"""Which roles a role inherits and which users hold it, for roles that nobody here signs in as."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from components.session import Row, Session
from components.sql import quoted, shown_name

MOST_ROLES = 50  # asked for, one after the other


def inherited_by_grants(session: Session, role: str, roles: frozenset[str]) -> frozenset[str]:
    """Of these, the role and those that it inherits."""
    below = _reached(role, lambda it: session.rows(f"SHOW GRANTS TO ROLE {quoted(it)}"), _role_below)
    found = set()
    for name, _ in below:
        found |= {name} & roles
        if found == roles:
            break
    return frozenset(found)


def is_held(session: Session, role: str, user: str) -> bool:
    """Whether a user has the role, or one that inherits it."""
    above = _reached(role, lambda it: session.rows(f"SHOW GRANTS OF ROLE {quoted(it)}"), _role_above)
    return any(row["granted_to"] == "USER" and row["grantee_name"] == user for _, rows in above for row in rows)


def _reached(
    role: str, ask: Callable[[str], list[Row]], following: Callable[[Row], str | None]
) -> Iterator[tuple[str, list[Row]]]:
    """Roles with the rows that are told of them, the nearest first."""
    reached = [role]
    for name in reached:  # grows on the way
        rows = ask(name)
        yield name, rows
        more = dict.fromkeys(it for row in rows if (it := following(row)) and it not in reached)
        reached += list(more)[: MOST_ROLES - len(reached)]


def _role_below(row: Row) -> str | None:
    """SHOW GRANTS TO ROLE tells of a role as of an object."""
    return shown_name(str(row["name"])) if (row["privilege"], row["granted_on"]) == ("USAGE", "ROLE") else None


def _role_above(row: Row) -> str | None:
    return str(row["grantee_name"]) if row["granted_to"] == "ROLE" else None
