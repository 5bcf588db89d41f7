"""What lies in a schema is within reach of who may use the schema and its database."""

from __future__ import annotations

from typing import Protocol

from spcs_local.model.identifiers import Name
from spcs_local.model.principal import Principal


class Rights(Protocol):
    """Who may what."""

    def has_privilege(self, principal: Principal, privilege: str, kind: str, name: str) -> bool: ...


def reaches(account: Rights, principal: Principal, database: str, schema: str) -> bool:
    """Whether the principal holds USAGE, which ownership includes, on both."""
    return not out_of_reach(account, principal, database, schema)


def out_of_reach(account: Rights, principal: Principal, database: str, schema: str) -> list[tuple[str, str]]:
    """Which of both it does not: kind and name."""
    both = (("DATABASE", str(Name((database,)))), ("SCHEMA", str(Name((database, schema)))))
    return [(kind, name) for kind, name in both if not account.has_privilege(principal, "USAGE", kind, name)]
