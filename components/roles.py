"""Who makes which part of the stack, and who owns its services: no role is both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components import checks
from components.config_reader import Place, Values
from components.names import Names
from components.service_definitions import GUIDE, Definitions
from components.settings_table import Connections, Table
from components.sql import Identifier

GUIDE_ROLES = {"users": "USERADMIN", "grants": "SECURITYADMIN", "account": "ACCOUNTADMIN", "storage": "SYSADMIN"}


@dataclass(frozen=True, kw_only=True)
class Roles:
    """Who makes which part: roles and users, grants of roles, what lies in the account, what lies in the database."""

    users: str
    grants: str
    account: str
    storage: str

    @property
    def distinct(self) -> tuple[str, ...]:
        """Each once."""
        return tuple(dict.fromkeys((self.users, self.grants, self.account, self.storage)))

    @classmethod
    def all(cls, role: str) -> Roles:
        """One that makes everything."""
        return cls(**dict.fromkeys(checks.PARTS, role))

    @classmethod
    def of(cls, values: Values, deploying: str) -> Roles:
        """Those of the settings: mapped, as in the guide, or else the deploying role."""
        guide = GUIDE_ROLES if values[Table.GUIDE_PRIVILEGES] else {}
        given = values.optional(Table.ROLES) or {}
        return cls(**{part: given.get(part) or guide.get(part) or deploying for part in checks.PARTS})


def read_owners(
    values: Values, services: Definitions, names: Names, deploying: Identifier | None
) -> Mapping[str, Identifier | None]:
    """The owners' roles, by what definitions call them. Those that are others' as well are reported."""
    settings = dict(zip(GUIDE, (Table.OWNER_ROLE, Table.NOTEBOOK_OWNER_ROLE), strict=True))
    own = {Place.of(setting): values.optional(setting) for setting in (Table.ROLE, *settings.values())}
    others: dict[str, Identifier | None] = {}
    for key, fields in services.items():
        owner = fields["owner"]
        if owner not in settings and owner not in others:
            place = Place.below(Table.SERVICES, f"{key}.owner")
            own[place] = others[owner] = names.prefixed(place, owner, checks.own_role)
    names.require_distinct({**_makers(values, deploying), **own})
    return {**{key: values.optional(setting) for key, setting in settings.items()}, **others}


def _makers(values: Values, deploying: Identifier | None) -> dict[Place, Identifier | None]:
    """Each once: a role may make several parts."""
    found: dict[Place, Identifier | None] = {Place.of(Connections.ROLE): deploying}
    for part, role in (values.optional(Table.ROLES) or {}).items():
        if role not in found.values():
            found[Place.below(Table.ROLES, part)] = role
    return found
