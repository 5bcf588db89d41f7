"""Account roles, which grants look up as well."""

from __future__ import annotations

from typing import Any

from pulumi_standins.snowflake.objects import COMMENT, ObjectType
from pulumi_standins.snowflake.reads import ROLES, Rows
from pulumi_standins.snowflake.resource import Session, StatementError
from pulumi_standins.snowflake.rows import lower_keys
from pulumi_standins.snowflake.sql import Name, literal


class AccountRole(ObjectType):
    def __init__(self) -> None:
        super().__init__("accountRole", "ROLE", 1, COMMENT, renames=True)

    def show(self, session: Session, name: Name) -> dict[str, Any]:
        return show_role(session, name)

    def altered(self, session: Session, name: Name) -> None:
        session.reads.forget(ROLES, _statement(name))


def show_role(session: Session, name: Name) -> dict[str, Any]:
    """Its row; a StatementError like Snowflake's when it is not there."""

    def read() -> Rows:
        # LIKE has wildcards and knows no case
        found = [row for row in map(lower_keys, session.execute(_statement(name))) if row["name"] == name.last]
        if not found:
            raise StatementError(2003, f"Role {name} does not exist or not authorized.", "SHOW")
        return found

    return session.reads.get(ROLES, _statement(name), read)[0]


def _statement(name: Name) -> str:
    return f"SHOW ROLES LIKE {literal(name.last)}"
