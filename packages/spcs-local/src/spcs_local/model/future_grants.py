"""Grants on objects that are not there yet: what a role gets on each new one of a kind in a database or schema.

https://docs.snowflake.com/en/sql-reference/sql/grant-privilege#future-grants-on-database-or-schema-objects
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from spcs_local.catalog import Catalog
from spcs_local.model.grants import Grants
from spcs_local.model.objects import Objects, StoredObject


@dataclass(frozen=True)
class FutureGrant:
    """One privilege of one role on every new object of a kind in a container."""

    container_id: int
    kind: str
    privilege: str
    role_id: int
    grant_option: bool
    created_on: float


class FutureGrants:
    """Rows of the future_grants table. Callers hold a transaction around changes."""

    def __init__(self, catalog: Catalog, objects: Objects, grants: Grants) -> None:
        self._catalog = catalog
        self._objects = objects
        self._grants = grants

    def add(self, container_id: int, kind: str, privilege: str, role_id: int, *, option: bool) -> None:
        """Grant; granted again, only the grant option can grow."""
        self._catalog.execute(
            "INSERT INTO future_grants VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (container_id, kind, privilege, role_id)"
            " DO UPDATE SET grant_option = MAX(grant_option, excluded.grant_option)",
            (container_id, kind, privilege, role_id, int(option), time.time()),
        )

    def remove(self, container_id: int, kind: str, privilege: str, role_id: int, *, option_only: bool) -> None:
        """Revoke, or only the right to grant on; what objects have already stays."""
        where = "WHERE container_id = ? AND kind = ? AND privilege = ? AND role_id = ?"
        verb = "UPDATE future_grants SET grant_option = 0" if option_only else "DELETE FROM future_grants"
        self._catalog.execute(f"{verb} {where}", (container_id, kind, privilege, role_id))

    def within(self, container_id: int) -> list[FutureGrant]:
        """Those of a database or schema."""
        return self._rows("container_id = ?", container_id)

    def held_by(self, role_id: int) -> list[FutureGrant]:
        """Those of a role."""
        return self._rows("role_id = ?", role_id)

    def apply(self, made: StoredObject) -> None:
        """Give on a new object what was granted beforehand: in its schema, or else its database; as its owner would."""
        container = made.parent_id
        while container is not None:
            granted = [grant for grant in self.within(container) if grant.kind == made.kind]
            for grant in granted:
                self._grants.add(made.id, grant.privilege, grant.role_id, made.owner or "", option=grant.grant_option)
            container = None if granted else self._objects.get(container).parent_id

    def _rows(self, where: str, value: int) -> list[FutureGrant]:
        # the conditions are written above
        sql = f"SELECT * FROM future_grants WHERE {where} ORDER BY created_on, kind, privilege"  # noqa: S608
        return [
            FutureGrant(
                row["container_id"],
                row["kind"],
                row["privilege"],
                row["role_id"],
                bool(row["grant_option"]),
                row["created_on"],
            )
            for row in self._catalog.rows(sql, (value,))
        ]
