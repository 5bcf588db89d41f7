"""Who holds what: role memberships and privileges on objects."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from dataclasses import dataclass

from spcs_local.catalog import Catalog
from spcs_local.model.objects import Objects, StoredObject


@dataclass(frozen=True)
class Grant:
    """One privilege of one role on one object."""

    object_id: int
    privilege: str
    role_id: int
    role: str
    grant_option: bool
    granted_by: str
    created_on: float


@dataclass(frozen=True)
class Membership:
    """A role granted to a role or to a user."""

    role: str
    grantee_kind: str
    grantee: str
    granted_by: str
    created_on: float


class Grants:
    """Rows of the grants and role_grants tables. Callers hold a transaction around changes.

    Roles of any number go into a query as one JSON array: SQLite bounds the terms of a query and its parameters.
    """

    def __init__(self, catalog: Catalog, objects: Objects) -> None:
        self._catalog = catalog
        self._objects = objects

    def add(self, object_id: int, privilege: str, role_id: int, granted_by: str, *, option: bool = False) -> None:
        """Grant; granted again by the same role, only the grant option can grow."""
        self._catalog.execute(
            "INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (object_id, privilege, role_id, granted_by)"
            " DO UPDATE SET grant_option = MAX(grant_option, excluded.grant_option)",
            (object_id, privilege, role_id, int(option), granted_by, time.time()),
        )

    def remove(self, object_id: int, privilege: str, role_id: int) -> None:
        """Take a privilege from a role, whoever granted it."""
        sql = "DELETE FROM grants WHERE object_id = ? AND privilege = ? AND role_id = ?"
        self._catalog.execute(sql, (object_id, privilege, role_id))

    def take(self, grant: Grant, *, option_only: bool = False) -> None:
        """Undo one grant, or only the right to grant it on."""
        where = "WHERE object_id = ? AND privilege = ? AND role_id = ? AND granted_by = ?"
        verb = "UPDATE grants SET grant_option = 0" if option_only else "DELETE FROM grants"
        values = (grant.object_id, grant.privilege, grant.role_id, grant.granted_by)
        self._catalog.execute(f"{verb} {where}", values)

    def clear(self, object_id: int) -> None:
        """Revoke everything on an object (ownership moved with REVOKE CURRENT GRANTS)."""
        self._catalog.execute("DELETE FROM grants WHERE object_id = ?", (object_id,))

    def hand_over(self, object_id: int, grantor: str) -> None:
        """Record another grantor of everything on an object (ownership moved with COPY CURRENT GRANTS)."""
        self._catalog.execute("UPDATE OR REPLACE grants SET granted_by = ? WHERE object_id = ?", (grantor, object_id))

    def rename_grantor(self, old: str, new: str) -> None:
        """A role has another name."""
        for table in ("grants", "role_grants"):
            # table is one of two names written here
            self._catalog.execute(f"UPDATE {table} SET granted_by = ? WHERE granted_by = ?", (new, old))  # noqa: S608

    def forget_grantor(self, role: str) -> None:
        """What a dropped role granted goes with it. https://docs.snowflake.com/en/sql-reference/sql/drop-role"""
        for table in ("grants", "role_grants"):
            self._catalog.execute(f"DELETE FROM {table} WHERE granted_by = ?", (role,))  # noqa: S608 - as above

    def on(self, object_id: int) -> list[Grant]:
        """Privileges on an object."""
        return self._grants("g.object_id = ?", object_id)

    def held_by(self, role_id: int) -> list[Grant]:
        """Privileges of a role, ownership apart."""
        return self._grants("g.role_id = ?", role_id)

    def privileges(self, object_id: int, roles: Collection[int]) -> dict[str, bool]:
        """What these roles together hold on an object: privilege, and whether they may grant it on."""
        rows = self._catalog.rows(
            "SELECT privilege, MAX(grant_option) AS option FROM grants"
            " WHERE object_id = ? AND role_id IN (SELECT value FROM json_each(?)) GROUP BY privilege",
            (object_id, json.dumps([*roles])),
        )
        return {row["privilege"]: bool(row["option"]) for row in rows}

    def objects_of(self, roles: Collection[int], among: Collection[int]) -> frozenset[int]:
        """Those of some objects on which these roles hold anything, ownership apart."""
        rows = self._catalog.rows(
            "SELECT DISTINCT object_id FROM grants WHERE object_id IN (SELECT value FROM json_each(?))"
            " AND role_id IN (SELECT value FROM json_each(?))",
            (json.dumps([*among]), json.dumps([*roles])),
        )
        return frozenset(row["object_id"] for row in rows)

    def option_holders(self, object_id: int, privilege: str, roles: Collection[int]) -> list[str]:
        """Which of these roles, by name, may grant a privilege on."""
        held = [grant for grant in self.on(object_id) if grant.privilege == privilege and grant.grant_option]
        return [grant.role for grant in held if grant.role_id in roles]

    def add_role(self, role_id: int, grantee_id: int, granted_by: str) -> None:
        """GRANT ROLE; granted again, nothing changes."""
        self._catalog.execute(
            "INSERT OR IGNORE INTO role_grants VALUES (?, ?, ?, ?)", (role_id, grantee_id, granted_by, time.time())
        )

    def remove_role(self, role_id: int, grantee_id: int) -> int:
        """REVOKE ROLE; how many there were."""
        return self._catalog.change(
            "DELETE FROM role_grants WHERE role_id = ? AND grantee_id = ?", (role_id, grantee_id)
        )

    def memberships_of(self, role_id: int) -> list[Membership]:
        """To whom a role is granted."""
        return self._memberships("m.role_id = ?", role_id)

    def memberships_to(self, grantee_id: int) -> list[Membership]:
        """Which roles a role or user is granted."""
        return self._memberships("m.grantee_id = ?", grantee_id)

    def closure(self, role_ids: Collection[int]) -> frozenset[int]:
        """The roles and all that they inherit."""
        rows = self._catalog.rows(
            "WITH RECURSIVE held(id) AS (SELECT value FROM json_each(?) UNION"
            " SELECT m.role_id FROM role_grants m JOIN held ON m.grantee_id = held.id) SELECT id FROM held",
            (json.dumps([*role_ids]),),
        )
        return frozenset(row["id"] for row in rows)

    def roles_of(self, user_id: int) -> frozenset[str]:
        """The names of all roles that a user has, inherited ones included."""
        rows = self._catalog.rows(
            "WITH RECURSIVE held(id) AS (SELECT role_id FROM role_grants WHERE grantee_id = ? UNION"
            " SELECT m.role_id FROM role_grants m JOIN held ON m.grantee_id = held.id)"
            " SELECT o.name FROM held JOIN objects o ON o.id = held.id",
            (user_id,),
        )
        return frozenset(row["name"] for row in rows)

    def owned_by(self, role_id: int) -> list[StoredObject]:
        """What a role owns."""
        rows = self._catalog.rows("SELECT id FROM objects WHERE owner_id = ? ORDER BY id", (role_id,))
        return [self._objects.get(row["id"]) for row in rows]

    def _grants(self, where: str, value: int) -> list[Grant]:
        rows = self._catalog.rows(
            f"SELECT g.*, r.name AS role FROM grants g JOIN objects r ON r.id = g.role_id WHERE {where}"  # noqa: S608
            " ORDER BY g.created_on, g.privilege",
            (value,),
        )
        return [
            Grant(
                r["object_id"],
                r["privilege"],
                r["role_id"],
                r["role"],
                bool(r["grant_option"]),
                r["granted_by"],
                r["created_on"],
            )
            for r in rows
        ]

    def _memberships(self, where: str, value: int) -> list[Membership]:
        rows = self._catalog.rows(
            "SELECT m.*, r.name AS role, g.kind AS grantee_kind, g.name AS grantee FROM role_grants m"  # noqa: S608
            f" JOIN objects r ON r.id = m.role_id JOIN objects g ON g.id = m.grantee_id WHERE {where}"
            " ORDER BY m.created_on, r.name",
            (value,),
        )
        return [Membership(r["role"], r["grantee_kind"], r["grantee"], r["granted_by"], r["created_on"]) for r in rows]
