"""Who may do what: every check of a right is made here.

What a role may not see does not exist for it.
"""

from __future__ import annotations

from local.errors import (
    DoesNotExistError,
    InsufficientPrivilegesError,
    NoCurrentDatabaseError,
    NoCurrentSchemaError,
)
from local.model.grants import Grants
from local.model.identifiers import Name, quote
from local.model.kinds import ACCOUNT, DATABASE, SCHEMA, Kind
from local.model.lazy import cached_property
from local.model.objects import ACCOUNT_ID, Objects, StoredObject
from local.model.principal import Principal
from local.model.system_roles import PUBLIC

MANAGE_GRANTS = "MANAGE GRANTS"
OWNERSHIP = "OWNERSHIP"


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

    def counts(self, role_id: int) -> bool:
        """Whether a role is among the roles that count."""
        return role_id in self.roles

    def holds(self, found: StoredObject, *privileges: str, primary: bool = False) -> bool:
        """Whether one of these privileges is held; ownership includes all of them."""
        roles = self.primary if primary else self.roles
        if found.owner_id is not None and found.owner_id in roles:
            return True
        held = self._grants.privileges(found.id, roles)
        return any(privilege in held for privilege in privileges)

    def sees(self, found: StoredObject) -> bool:
        """Whether the object exists for this principal."""
        if found.kind in ("ROLE", "ACCOUNT"):
            return True
        if found.kind == "USER" and found.name == self.principal.user:
            return True
        if found.owner_id in self.roles or self._grants.privileges(found.id, self.roles):
            return True
        return self.manages_grants

    def sees_within(self, found: StoredObject) -> bool:
        """Whether the object and the schema and database around it exist for this principal."""
        if self.manages_grants:
            return True
        current: StoredObject | None = found
        while current is not None:
            if not self.sees(current):
                return False
            current = self._objects.get(current.parent_id) if current.parent_id else None
        return True

    def require(self, found: StoredObject, *privileges: str, primary: bool = False) -> None:
        """Raise unless one of the privileges (or ownership) is held."""
        if not self.holds(found, *privileges, primary=primary):
            raise InsufficientPrivilegesError(found.kind, found.shown)

    def qualify(self, kind: Kind, name: Name) -> Name:
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

    def find(self, kind: Kind, name: Name) -> StoredObject:
        """The object by its name, if it exists for this principal."""
        full = self.qualify(kind, name)
        parent_id: int | None = None
        for space, part in zip((DATABASE, SCHEMA), full.parts[:-1], strict=False):
            parent = self._objects.find(space, part, parent_id)
            if parent is None or not self.sees(parent):
                raise DoesNotExistError(space, str(Name(full.parts[: 1 if space == DATABASE else 2])))
            parent_id = parent.id
        found = self._objects.find(kind.grant_word, full.last, parent_id)
        if found is None or not self.sees(found) or kind.name not in (found.kind, kind.grant_word):
            raise DoesNotExistError(kind.name, str(full))
        return found

    def container(self, kind: Kind, name: Name) -> tuple[StoredObject, str]:
        """Where a new object is to lie, and its own name."""
        if kind.scope == ACCOUNT:
            if len(name.parts) != 1:
                raise DoesNotExistError("DATABASE", quote(name.parts[0]))
            return self._objects.get(ACCOUNT_ID), name.last
        full = self.qualify(kind, name)
        database = self._objects.find(DATABASE, full.parts[0])
        if database is None or not self.sees(database):
            raise DoesNotExistError("DATABASE", quote(full.parts[0]))
        if kind.scope == DATABASE:
            return database, full.last
        schema = self._objects.find(SCHEMA, full.parts[1], database.id)
        if schema is None or not self.sees(schema):
            raise DoesNotExistError("SCHEMA", str(Name(full.parts[:2])))
        return schema, full.last

    def _ids(self, names: tuple[str | None, ...]) -> list[int]:
        found = [self._objects.find("ROLE", name) for name in names if name is not None]
        return [role.id for role in found if role is not None]
