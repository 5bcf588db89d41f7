"""Who may do what: every check of a right is made here.

What a role may not see does not exist for it.
https://docs.snowflake.com/en/user-guide/security-access-control-privileges
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from spcs_local.errors import (
    DoesNotExistError,
    InsufficientPrivilegesError,
    NoCurrentDatabaseError,
    NoCurrentSchemaError,
)
from spcs_local.model.documented import absent
from spcs_local.model.grants import Grants
from spcs_local.model.identifiers import Name, quote
from spcs_local.model.lazy import cached_property
from spcs_local.model.object_kinds import ACCOUNT, DATABASE, SCHEMA, ObjectKind
from spcs_local.model.objects import ACCOUNT_ID, Objects, StoredObject
from spcs_local.model.principal import Principal
from spcs_local.model.system_roles import BY_SNOWFLAKE, PUBLIC

MANAGE_GRANTS = "MANAGE GRANTS"
MANAGE_WAREHOUSES = "MANAGE WAREHOUSES"
OWNERSHIP = "OWNERSHIP"
_OF_MANAGED_WAREHOUSES = ("MODIFY", "MONITOR", "OPERATE")


class Access:
    """The rights of one principal during one statement."""

    def __init__(
        self,
        objects: Objects,
        grants: Grants,
        principal: Principal,
        database: str | None = None,
        schema: str | None = None,
    ) -> None:
        self._objects = objects
        self._grants = grants
        self.principal = principal
        self.database = database
        self.schema = schema
        self._around: dict[int, bool] = {}  # schemas and databases, by their ids: whether they are seen

    @cached_property
    def primary(self) -> frozenset[int]:
        """The primary role, PUBLIC and what they inherit: the roles that CREATE counts."""
        return self._grants.closure(self._ids((self.principal.role, PUBLIC)))

    @cached_property
    def roles(self) -> frozenset[int]:
        """Primary and secondary roles with what they inherit."""
        return self.primary | self._grants.closure(self._ids(self.principal.secondary_roles))

    @cached_property
    def role_id(self) -> int | None:
        """The primary role: owner of what is created."""
        ids = self._ids((self.principal.role,))
        return ids[0] if ids else None

    @cached_property
    def manages_grants(self) -> bool:
        """Whether MANAGE GRANTS is among the rights."""
        return MANAGE_GRANTS in self._grants.privileges(ACCOUNT_ID, self.roles)

    def counts(self, role_id: int | None) -> bool:
        """Whether a role is among the roles that count."""
        return role_id in self.roles

    def is_self(self, found: StoredObject) -> bool:
        """Whether this is the very user, or service, who asks."""
        return found.id == self.principal.holder.id

    def holds(self, found: StoredObject, *privileges: str, primary: bool = False) -> bool:
        """Whether one of these privileges is held; ownership includes all of them."""
        roles = self.primary if primary else self.roles
        if found.owner_id in roles:
            return True
        held = self._privileges(found, roles)
        return any(privilege in held for privilege in privileges)

    def reads(self, found: StoredObject) -> bool:
        """Whether SHOW tells more of a user than its name."""
        return self.manages_grants or self.holds(found)

    def sees(self, found: StoredObject) -> bool:
        """Whether the object exists for this principal."""
        return self._exists(found, lambda it: bool(self._privileges(it, self.roles)))

    def sees_of_many(self, found: StoredObject, granted: Container[int]) -> bool:
        """The same, where it is known on which of many objects anything is held."""
        return self._exists(found, lambda it: it.id in granted or (it.kind == "WAREHOUSE" and self._manages_warehouses))

    def sees_around(self, found: StoredObject) -> bool:
        """Whether the schema and database around the object exist for this principal."""
        around = found.parent_id
        if around is None:
            return True
        if around not in self._around:
            parent = self._objects.of_id(around)
            # it may have been dropped meanwhile
            self._around[around] = self.sees_within(parent) if parent else False
        return self._around[around]

    def listed(self, found: Sequence[StoredObject]) -> list[StoredObject]:
        """Those that SHOW lists; the names of users are no secret."""
        if self.manages_grants:
            return list(found)
        granted = self._grants.objects_of(self.roles, [it.id for it in found])
        return [it for it in found if it.kind == "USER" or (self.sees_of_many(it, granted) and self.sees_around(it))]

    def sees_within(self, found: StoredObject) -> bool:
        """Whether the object and the schema and database around it exist for this principal."""
        return self.manages_grants or (self.sees(found) and self.sees_around(found))

    def require(self, found: StoredObject, *privileges: str, primary: bool = False) -> None:
        """Raise unless one of the privileges (or ownership) is held."""
        if not self.holds(found, *privileges, primary=primary):
            raise InsufficientPrivilegesError(found.kind, found.shown)

    def governing(self, found: StoredObject) -> StoredObject:
        """Whose owner decides on grants: the object itself, or its schema if that manages access."""
        parent = self._objects.get(found.parent_id) if found.parent_id else found
        return parent if parent["managed_access"] else found

    def governs(self, found: StoredObject) -> bool:
        """Whether grants on the object are this principal's to give and take, as its owner or by MANAGE GRANTS."""
        if found.id == ACCOUNT_ID:
            # nobody owns the account, and MANAGE GRANTS does not reach its own privileges
            return False
        return self.manages_grants or self.holds(self.governing(found))

    def governs_future(self, container: StoredObject) -> bool:
        """Whether grants on new objects in a database or schema are this principal's to give and take.

        https://docs.snowflake.com/en/sql-reference/sql/grant-privilege#access-control-requirements
        """
        return self.manages_grants or (bool(container["managed_access"]) and self.holds(container))

    def may_grant(self, found: StoredObject, privilege: str) -> bool:
        """Whether a privilege may be passed on: the grants are this principal's, or it holds the grant option."""
        if self.governs(found):
            return True
        # in a schema that manages access nobody's grant option counts
        return self.governing(found).id == found.id and self.option_holder(found, privilege) is not None

    def may_revoke(self, found: StoredObject, grantor: str) -> bool:
        """Whether a grant may be undone: by its grantor or a role above; if its schema manages access, by who governs.

        https://docs.snowflake.com/en/sql-reference/sql/revoke-privilege#security-requirements
        """
        if grantor == BY_SNOWFLAKE:
            return False
        if self.governing(found).id != found.id:
            return self.governs(found)
        return self.manages_grants or any(self.counts(role_id) for role_id in self._ids((grantor,)))

    def option_holder(self, found: StoredObject, privilege: str) -> str | None:
        """The role in use that holds a privilege with the grant option; the primary role if it does."""
        holders = self._grants.option_holders(found.id, privilege, self.roles)
        return self.principal.role if self.principal.role in holders else min(holders, default=None)

    def qualify(self, kind: ObjectKind, name: Name) -> Name:
        """The full name: the session's database and schema for the parts left out."""
        wanted = {ACCOUNT: 1, DATABASE: 2, SCHEMA: 3}[kind.scope]
        parts = name.parts
        if len(parts) > wanted:
            raise DoesNotExistError(kind.name, str(name))
        if len(parts) == wanted:
            return name
        if self.database is None:
            raise NoCurrentDatabaseError
        if wanted == 2:
            return Name((self.database, *parts))
        if len(parts) == 2:
            return Name((self.database, *parts))
        if self.schema is None:
            raise NoCurrentSchemaError
        return Name((self.database, self.schema, *parts))

    def find(self, kind: ObjectKind, name: Name) -> StoredObject:
        """The object by its name, if it exists for this principal."""
        full = self.qualify(kind, name)
        parent = self._parent(full)
        found = self._objects.find(kind.grant_word, full.last, parent.id if parent else None)
        if found is None or not self.sees(found) or kind.name not in (found.kind, kind.grant_word):
            raise absent(kind.name, full)
        return found

    def container(self, kind: ObjectKind, name: Name) -> tuple[StoredObject, str]:
        """Where a new object is to lie, and its own name."""
        if kind.scope == ACCOUNT:
            if len(name.parts) != 1:
                raise DoesNotExistError(DATABASE, quote(name.parts[0]))
            return self._objects.get(ACCOUNT_ID), name.last
        full = self.qualify(kind, name)
        return self._parent(full) or self._objects.get(ACCOUNT_ID), full.last

    def _parent(self, full: Name) -> StoredObject | None:
        """The schema or database of a full name, if these exist for this principal; None if the account is it."""
        parent: StoredObject | None = None
        for count, space in enumerate((DATABASE, SCHEMA)[: len(full.parts) - 1], start=1):
            parent = self._objects.find(space, full.parts[count - 1], parent.id if parent else None)
            if parent is None or not self.sees(parent):
                raise absent(space, Name(full.parts[:count]))
        return parent

    def _exists(self, found: StoredObject, is_granted: Callable[[StoredObject], bool]) -> bool:
        if found.kind in ("ROLE", ACCOUNT) or self.is_self(found):
            return True
        return self.counts(found.owner_id) or is_granted(found) or self.manages_grants

    @cached_property
    def _manages_warehouses(self) -> bool:
        return MANAGE_WAREHOUSES in self._grants.privileges(ACCOUNT_ID, self.roles)

    def _privileges(self, found: StoredObject, roles: frozenset[int]) -> frozenset[str]:
        held = frozenset(self._grants.privileges(found.id, roles))
        if found.kind == "WAREHOUSE" and MANAGE_WAREHOUSES in self._grants.privileges(ACCOUNT_ID, roles):
            return held.union(_OF_MANAGED_WAREHOUSES)
        return held

    def _ids(self, names: tuple[str | None, ...]) -> list[int]:
        return self._objects.ids("ROLE", [name for name in names if name is not None])
