"""The resources of the stack: what all services share, then one service after the other as the settings have them."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi.runtime import register_stack_transformation

from components.access import Access, AccessArgs
from components.data_guard import DestroyGuard
from components.existing_objects import Found
from components.extra_grants import ExtraGrants, own_roles
from components.held_data import protected_holders
from components.object_tags import Tagging
from components.outputs import PAGE, an_hour, states
from components.owners import needs_of_owners
from components.parked_pool import ParkedPool
from components.pools import ComputePool, ComputePoolArgs
from components.providers import Providers
from components.registered_grants import RegisteredGrants
from components.service import SpcsService
from components.service_parts import ServiceParts
from components.settings import Settings
from components.settings_table import Table
from components.specification import Specification, public_endpoints
from components.sql import Existing
from components.stack_egress import ways_out
from components.stack_images import image_outputs, stack_images
from components.stack_secrets import logins, milvus_secrets
from components.storage import Storage, StorageArgs


def register(
    settings: Settings, specifications: Mapping[str, Specification], providers: Providers, found: Found
) -> pulumi.Inputs:
    """Registers them, and returns the stack's outputs. `specifications` are by the keys of the services; `found` is
    what was there before."""
    tagging = Tagging(settings.tags, settings.connection.role)
    granted = RegisteredGrants()
    register_stack_transformation(granted.watch)
    parts = _parts(settings, specifications, providers, found)
    kept = parts.cluster_snapshot(specifications)
    services: dict[str, SpcsService] = {}
    for key in settings.services:  # what others wait for comes before them
        services[key] = SpcsService(key, parts.service_args(key, specifications[key], services, kept))
    parked = _park(settings, parts.pools, services) if settings.parked else []
    tags = tagging.tag_all()
    roles = own_roles(settings)
    extra = [ExtraGrants(settings, granted.to(roles))] if roles else []
    DestroyGuard(settings, [*parts.resources, *services.values(), *parked, *tags, *extra])
    protocol = settings.connection.protocol
    return {
        "notebookUrl": services["jupyter"].url(protocol),
        **{key: service.summary(parts.image(key)) for key, service in services.items()},
        **{f"{key}Url": services[key].url(protocol) for key in _with_address(settings, specifications)},
        "repositoryUrl": parts.storage.repository_url,
        "images": image_outputs(settings, parts.images),
        "user": parts.access.user,
        "role": parts.access.role,
        "ownerRole": parts.access.owner_roles["milvus"],
        "notebookOwnerRole": parts.access.owner_roles["jupyter"],
        "states": states({settings.services[key].name: it.rollout.status for key, it in services.items()}),
        "costPerHour": an_hour(settings.pools.values(), parked=settings.parked),
        "readme": PAGE.read_text(encoding="utf-8"),
    }


def _park(
    settings: Settings, pools: Mapping[str, ComputePool], services: Mapping[str, SpcsService]
) -> list[ParkedPool]:
    """Suspends the pools that the stack has made, each once its services are."""
    pulumi.log.warn(
        "the stack is parked: its services and compute pools are suspended, and keep what they hold. To have them run: "
        f"pulumi config rm {Table.PARKED.key}, then pulumi up (docs/cost.md)"
    )
    warehouse = settings.storage.warehouse
    if warehouse.auto_suspend == 0:
        pulumi.log.warn(f"warehouse {warehouse.name} may go on costing: {Table.WAREHOUSE_AUTO_SUSPEND.name} is 0")
    timeout, parked = max(definition.timeout for definition in settings.services.values()), []
    for key, pool in settings.pools.items():
        if isinstance(pool.name, Existing):
            pulumi.log.warn(f"compute pool {pool.name} was there before and stays up: its nodes may go on costing")
            continue
        inside = [services[it].rollout for it, definition in settings.services.items() if definition.pool == key]
        props = {"pool": pools[key].name, "role": settings.roles.account, "timeout": timeout}
        opts = pulumi.ResourceOptions(parent=pools[key], depends_on=inside)
        parked.append(ParkedPool(f"{key}-parked-pool", props, opts))
    return parked


def _with_address(settings: Settings, specifications: Mapping[str, Specification]) -> list[str]:
    """The services beside the notebook that somebody may enter with a browser."""
    entered = [key for key, definition in settings.services.items() if definition.may_enter and key != "jupyter"]
    return [key for key in entered if public_endpoints(specifications[key].text)]


def _parts(
    settings: Settings, specifications: Mapping[str, Specification], providers: Providers, found: Found
) -> ServiceParts:
    """What all services share."""
    needs = needs_of_owners(settings.services, specifications)
    access_args = AccessArgs(
        settings=settings.access,
        deploying_role=settings.connection.role,
        binding=[key for key, need in needs.items() if need.binds_endpoints],
        users=providers.users,
        grants=providers.grants,
        account=providers.account,
        account_role=settings.roles.account,
    )
    access = Access("access", access_args)
    owners = {key: providers.owner(key, access.reachable[key]) for key in needs}
    storage_args = StorageArgs(
        settings=settings.storage,
        role=access.role,
        owner_roles={key: access.owner_roles[key] for key in needs},
        mounting=[key for key, need in needs.items() if need.files_stage],
        exporting=[key for key, need in needs.items() if need.exports],
        specifications_by=settings.roles.storage if settings.specifications_on_stage else None,
        guide_privileges=settings.guide_privileges,
        protected=protected_holders(settings).keys(),
        repository_url=found.repository_url,
        provider=providers.storage,
    )
    storage = Storage("storage", storage_args)
    pools = {}
    for key, pool in settings.pools.items():
        users_of = {owner: access.owner_roles[owner] for owner, need in needs.items() if key in need.pools}
        pool_args = ComputePoolArgs(
            settings=pool, owner_roles=users_of, provider=providers.account, parked=settings.parked
        )
        pools[key] = ComputePool(key, pool_args)
    egress = ways_out(settings, needs, access, storage, providers)
    images = stack_images(settings, storage, providers)
    users = milvus_secrets(settings, needs, access, storage, providers)
    keys = logins(settings, access, storage, providers)
    return ServiceParts(settings, access, owners, storage, egress, pools, images, users, keys)
