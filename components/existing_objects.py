"""What of a stack was there before, and which of the roles that make the stack has to see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components import account_objects as kinds
from components.account_objects import ObjectName
from components.settings import Settings, StorageSettings


@dataclass(frozen=True)
class ExistingObject:
    """One that is used as it is. `seen_by` is the role that grants its use, or puts things into it."""

    name: ObjectName
    seen_by: str


@dataclass(frozen=True)
class Found:
    """What the stack takes from the account: where images are pushed to, if the repository was there before."""

    repository_url: str | None = None


def existing_objects(settings: Settings) -> tuple[ExistingObject, ...]:
    """All of them, what lies in another behind it."""
    access, roles, storage = settings.access, settings.roles, storage_objects(settings.storage)
    named = [
        *((ObjectName.of(kinds.ROLE, role), roles.users) for role in (access.role, *access.owners.values())),
        (ObjectName.of(kinds.USER, access.user), roles.users),
        *((name, roles.storage) for name in storage.values()),
        *((ObjectName.of(kinds.COMPUTE_POOL, pool.name), roles.account) for pool in settings.pools.values()),
    ]
    if settings.egress:
        named.append((ObjectName.of(kinds.INTEGRATION, settings.egress.integration), roles.account))
    return tuple(ExistingObject(name, role) for name, role in named if name.existing)


def assumed(settings: Settings) -> Found:
    """Of an account that is not asked."""
    repository = storage_objects(settings.storage)["repository"]
    return Found(f"{settings.registry.host}/{settings.storage.repository_path}" if repository.existing else None)


def storage_objects(storage: StorageSettings) -> Mapping[str, ObjectName]:
    """By what privileges on them are listed under."""
    place = storage.database, storage.schema
    return {
        "warehouse": ObjectName.of(kinds.WAREHOUSE, storage.warehouse.name),
        "database": ObjectName.of(kinds.DATABASE, storage.database),
        "schema": ObjectName.of(kinds.SCHEMA, *place),
        "repository": ObjectName.of(kinds.IMAGE_REPOSITORY, *place, storage.repository),
    }
