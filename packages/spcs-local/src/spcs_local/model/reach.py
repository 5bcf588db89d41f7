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
    return all(
        account.has_privilege(principal, "USAGE", kind, str(name))
        for kind, name in (("DATABASE", Name((database,))), ("SCHEMA", Name((database, schema))))
    )
