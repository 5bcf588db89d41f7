"""What roles need on what was there before: to put things into it, to grant its use, and to use it themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from components import account_objects as kinds
from components.account_objects import ObjectName
from components.existing_objects import storage_objects
from components.owners import OwnerNeeds
from components.service_definitions import images_of
from components.settings import Settings
from components.sql import Existing, Identifier
from components.stack_privileges import (
    ACCOUNT_TO_OWNERS,
    INTEGRATION_TO_OWNERS,
    POOL_TO_OWNERS,
    STORAGE_TO_OWNERS,
    STORAGE_TO_USERS,
    Privileges,
)

OWNERSHIP = "OWNERSHIP"  # of an object includes all privileges on it, and the right to grant them


@dataclass(frozen=True)
class Right:
    """Privileges of a role on an object, or on the account; `passed_on` if it has to grant them to others."""

    role: str
    privileges: Privileges
    on: ObjectName | None
    passed_on: bool = False


@dataclass(frozen=True)
class _Grant:
    """What the stack grants to what is its own, or on it: `by` is who does."""

    on: ObjectName | None
    privileges: Privileges
    to: Identifier
    by: str


def needed_rights(settings: Settings, needs: Mapping[str, OwnerNeeds]) -> list[Right]:
    """All of them; those of a role on an object together."""
    merged: dict[Right, Privileges] = {}
    for right in (*_of_makers(settings), *_of_grants(settings, needs)):
        key = replace(right, privileges=())
        merged[key] = tuple(dict.fromkeys((*merged.get(key, ()), *right.privileges)))
    return [replace(key, privileges=privileges) for key, privileges in merged.items()]


def _of_makers(settings: Settings) -> Iterator[Right]:
    """Of who puts things into what was there before, and of who gives a role that was there before to a new user."""
    objects, maker = storage_objects(settings.storage), settings.roles.storage
    database, schema, repository = objects["database"], objects["schema"], objects["repository"]
    if database.existing:
        yield Right(maker, ("USAGE",) if schema.existing else ("USAGE", "CREATE SCHEMA"), database)
    if schema.existing:
        made = {
            "CREATE STAGE": True,
            "CREATE SECRET": True,
            "CREATE IMAGE REPOSITORY": not repository.existing,
            "CREATE NETWORK RULE": bool((settings.egress and settings.egress.rule) or settings.external),
            "CREATE SNAPSHOT": settings.snapshots_kept > 0,
        }
        yield Right(maker, ("USAGE", *(privilege for privilege, needed in made.items() if needed)), schema)
    if repository.existing and settings.builds:
        yield Right(maker, ("WRITE",), repository)
    elif repository.existing and any(it.image_digest for it in images_of(settings.services).values()):
        yield Right(maker, ("READ",), repository)
    role = ObjectName.of(kinds.ROLE, settings.access.role)
    if role.existing and not isinstance(settings.access.user, Existing):
        yield Right(settings.roles.grants, (OWNERSHIP,), role, passed_on=True)


def _of_grants(settings: Settings, needs: Mapping[str, OwnerNeeds]) -> Iterator[Right]:
    """Roles that were there before have what they need there; somebody grants it to those of the stack's own."""
    for grant in _grants(settings, needs):
        if isinstance(grant.to, Existing) and (grant.on is None or grant.on.existing):
            yield Right(grant.to, grant.privileges, grant.on)
        elif grant.on is not None and grant.on.existing:
            yield Right(grant.by, grant.privileges, grant.on, passed_on=True)


def _grants(settings: Settings, needs: Mapping[str, OwnerNeeds]) -> Iterator[_Grant]:
    """All but those on what is always the stack's own: secrets, stages and services."""
    objects, roles = storage_objects(settings.storage), settings.roles
    for what, privileges in STORAGE_TO_USERS.items():
        yield _Grant(objects[what], privileges, settings.access.role, roles.storage)
    for key, need in needs.items():
        owner = settings.access.owners[key]
        for what, privileges in STORAGE_TO_OWNERS.items():
            yield _Grant(objects[what], privileges, owner, roles.storage)
        for pool in sorted(need.pools):
            name = ObjectName.of(kinds.COMPUTE_POOL, settings.pools[pool].name)
            yield _Grant(name, POOL_TO_OWNERS, owner, roles.account)
        if need.egress and settings.egress:
            name = ObjectName.of(kinds.INTEGRATION, settings.egress.integration)
            yield _Grant(name, INTEGRATION_TO_OWNERS, owner, roles.account)
        if need.binds_endpoints:
            yield _Grant(None, ACCOUNT_TO_OWNERS, owner, roles.account)
