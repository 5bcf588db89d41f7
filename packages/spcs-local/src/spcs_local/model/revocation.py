"""REVOKE of privileges: whose grants a role may undo, and what was granted on from them.

https://docs.snowflake.com/en/sql-reference/sql/revoke-privilege
"""

from __future__ import annotations

from dataclasses import dataclass

from spcs_local.errors import DependentGrantError
from spcs_local.model.access import Access
from spcs_local.model.grants import Grant, Grants
from spcs_local.model.objects import StoredObject


@dataclass(frozen=True)
class Revocation:
    """One REVOKE on one object. Without CASCADE a grant that was granted on stays, and the statement fails."""

    grants: Grants
    access: Access
    found: StoredObject
    cascade: bool
    option_only: bool = False

    def revoke(self, privilege: str, role: StoredObject) -> None:
        """Undo the grants that are this principal's to undo; that there are none is no error."""
        mine = [grant for grant in self._granted(privilege) if grant.role_id == role.id and self._mine(grant)]
        for grant in mine:
            self.grants.take(grant, option_only=self.option_only)
        if mine:
            self._settle(privilege, role.id, role.name)

    def _mine(self, grant: Grant) -> bool:
        return self.access.may_revoke(self.found, grant.granted_by)

    def _settle(self, privilege: str, role_id: int, role: str) -> None:
        """What a role granted on falls with its own right to do so."""
        if role_id == self.found.owner_id:
            return
        granted = self._granted(privilege)
        if any(grant.role_id == role_id and grant.grant_option for grant in granted):
            return
        for grant in granted:
            if grant.granted_by == role:
                if not self.cascade:
                    raise DependentGrantError(privilege, str(self.found.path), grant.role)
                self.grants.take(grant)
                self._settle(privilege, grant.role_id, grant.role)

    def _granted(self, privilege: str) -> list[Grant]:
        return [grant for grant in self.grants.on(self.found.id) if grant.privilege == privilege]
