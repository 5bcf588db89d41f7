"""The resources of the stack: what all services share, then one service after the other as the settings have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi.runtime import register_stack_transformation

from components.access import Access, AccessArgs
from components.cluster_definitions import DIRECTORY, EXTERNAL, FOUNDATION, KAFKA, MEMBERS
from components.cluster_snapshot import ClusterSnapshot
from components.comments import stack_name
from components.data_guard import DestroyGuard
from components.egress import Egress
from components.existing_objects import Found
from components.external_stores import BROKERS, OWN_KAFKA_PORT
from components.extra_grants import ExtraGrants, own_roles
from components.held_data import protected_holders
from components.milvus_secrets import MilvusSecrets
from components.milvus_versions import parsed, version_text
from components.object_tags import Tagging
from components.outputs import PAGE, an_hour, states
from components.owners import needs_of_owners
from components.parked_pool import ParkedPool
from components.pools import ComputePool, ComputePoolArgs
from components.providers import Provider, Providers
from components.registered_grants import RegisteredGrants
from components.service import ServiceSnapshots, SpcsService, SpcsServiceArgs
from components.service_definitions import (
    EGRESS,
    USERS,
    ImageDefinition,
    ServiceDefinition,
    image_placeholder,
    images_of,
)
from components.service_specifications import host_placeholder
from components.settings import Settings
from components.settings_table import Table
from components.specification import Specification, block_volumes, initial_snapshots, public_endpoints
from components.sql import Existing
from components.stack_egress import ways_out
from components.stack_images import Images, image_outputs, stack_images
from components.stack_secrets import logins, milvus_secrets
from components.storage import Storage, StorageArgs
from components.stored_keys import StoredKeys


def register(
    settings: Settings, specifications: Mapping[str, Specification], providers: Providers, found: Found
) -> pulumi.Inputs:
    """Registers them, and returns the stack's outputs. `specifications` are by the keys of the services; `found` is
    what was there before."""
    tagging = Tagging(settings.tags, settings.connection.role)
    granted = RegisteredGrants()
    register_stack_transformation(granted.watch)
    shared = _shared(settings, specifications, providers, found)
    kept = shared.cluster_snapshot(specifications)
    services: dict[str, SpcsService] = {}
    for key in settings.services:  # what others wait for comes before them
        services[key] = SpcsService(key, shared.service_args(key, specifications[key], services, kept))
    parked = _park(settings, shared.pools, services) if settings.parked else []
    tags = tagging.tag_all()
    roles = own_roles(settings)
    extra = [ExtraGrants(settings, granted.to(roles))] if roles else []
    DestroyGuard(settings, [*shared.parts, *services.values(), *parked, *tags, *extra])
    protocol = settings.connection.protocol
    return {
        "notebookUrl": services["jupyter"].url(protocol),
        **{key: service.summary(shared.image(key)) for key, service in services.items()},
        **{f"{key}Url": services[key].url(protocol) for key in _with_address(settings, specifications)},
        "repositoryUrl": shared.storage.repository_url,
        "images": image_outputs(settings, shared.images),
        "user": shared.access.user,
        "role": shared.access.role,
        "ownerRole": shared.access.owner_roles["milvus"],
        "notebookOwnerRole": shared.access.owner_roles["jupyter"],
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


def _shared(
    settings: Settings, specifications: Mapping[str, Specification], providers: Providers, found: Found
) -> Shared:
    """What services are made of, beside their definitions."""
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
    return Shared(settings, access, owners, storage, egress, pools, images, users, keys)


@dataclass(frozen=True)
class Shared:
    """What services are made of, beside their definitions."""

    settings: Settings
    access: Access
    owners: Mapping[str, Provider]
    storage: Storage
    egress: Mapping[str, Egress]
    pools: Mapping[str, ComputePool]
    images: Images
    milvus_secrets: MilvusSecrets
    logins: Mapping[str, StoredKeys]

    @property
    def parts(self) -> list[pulumi.Resource]:
        """All but the images, which services wait for."""
        some = [*self.pools.values(), *self.egress.values(), *self.logins.values()]
        return [self.access, self.storage, self.milvus_secrets, *some]

    @property
    def members(self) -> list[str]:
        """The services of a cluster, which are kept together; none where Milvus is one process."""
        if self.settings.object_storage is None:
            return []
        services = self.settings.services.items()
        return [key for key, it in services if key in MEMBERS or it.specification.startswith(DIRECTORY)]

    def cluster_snapshot(self, specifications: Mapping[str, Specification]) -> list[ClusterSnapshot]:
        """What is kept of a cluster before any of it gets another image."""
        if not self.members:
            return []
        services = self.settings.services
        props = {
            "database": self.storage.database,
            "schema": self.storage.schema,
            "images": {services[it].name: self.image(it) for it in self.members},
            "version": _oldest(services[it] for it in self.members),
            "initial": [name for it in self.members for name in initial_snapshots(specifications[it].text)],
            "stack": stack_name(),
            "role": self.settings.connection.role,
            "keep": self.settings.snapshots_kept,
            "timeout": max(services[it].timeout for it in self.members),
            "parked": self.settings.parked,
        }
        return [ClusterSnapshot("cluster-image-snapshot", props)]

    def service_args(
        self,
        key: str,
        specification: Specification,
        made: Mapping[str, SpcsService],
        kept: Sequence[ClusterSnapshot],
    ) -> SpcsServiceArgs:
        """Of one service of the table; `made` are those before it, `kept` is what a cluster's wait for."""
        storage, access, definition = self.storage, self.access, self.settings.services[key]
        values = self._values(key, made)
        pool = self.settings.pools[definition.pool]
        return SpcsServiceArgs(
            service=definition.name,
            database=storage.database,
            schema=storage.schema,
            pool=self.pools[definition.pool].name,
            warehouse=storage.warehouse,
            integrations=self._integrations(definition),
            specification=specification,
            placeholders={name: values[name] for name in specification.placeholders},
            spec_stage=storage.spec_stage.name if self.settings.specifications_on_stage else None,
            storage_role=self.settings.roles.storage,
            owner=self.owners[definition.owner],
            role=access.reachable[definition.owner],
            may_enter={it: self._role(it) for it in definition.may_enter},
            needs=[*self._needs(definition), *(kept if key in self.members else ())],
            pushed=self._pushed(key),
            instances=definition.instances,
            timeout=definition.timeout,
            own_pool=None if isinstance(pool.name, Existing) else self.pools[definition.pool].name,
            parked=self.settings.parked,
            protect=definition.protect,
            snapshots=None if key in self.members else self._snapshots(definition, specification),
        )

    def image(self, key: str) -> pulumi.Input[str]:
        """The image that a service runs, beside which there may be others."""
        return self._reference(key, self.settings.services[key])

    def _reference(self, place: str, image: ImageDefinition) -> pulumi.Input[str]:
        return self.images[place].reference if place in self.images else image.image_reference or ""

    def _pushed(self, key: str) -> pulumi.Input[str] | None:
        """The digests of the images that a service runs, as far as they are known here."""
        digests = [self.images[it].digest for it in self._images_of(key) if it in self.images]
        return pulumi.Output.all(*digests).apply(lambda known: " ".join(filter(None, known))) if digests else None

    def _images_of(self, key: str) -> Mapping[str, ImageDefinition]:
        return images_of({key: self.settings.services[key]})

    def _snapshots(self, definition: ServiceDefinition, specification: Specification) -> ServiceSnapshots | None:
        """Of what writes to block volumes."""
        if not block_volumes(specification.text):
            return None
        return ServiceSnapshots(
            role=self.settings.connection.role, keep=self.settings.snapshots_kept, version=_version(definition)
        )

    def _values(self, key: str, made: Mapping[str, SpcsService]) -> dict[str, pulumi.Input[str | int]]:
        """What placeholders stand for; those of the definition's own come before what every specification has."""
        definition = self.settings.services[key]
        return {
            "files_stage": self.storage.files_stage_name,
            **self.milvus_secrets.names,
            **{host_placeholder(it): self._host(it, made) for it in self.settings.services},
            **definition.resources_in(self.settings.pools[definition.pool]).placeholders(),
            **self._brokers(made),
            **definition.placeholders,
            **{placeholder: it.name for placeholder, it in self.logins.items()},
            "image": self.image(key),
            **{
                image_placeholder(place.rpartition(".")[2]): self._reference(place, image)
                for place, image in self._images_of(key).items()
                if place != key
            },
        }

    def _host(self, key: str, made: Mapping[str, SpcsService]) -> pulumi.Input[str]:
        """Of what a cluster stands on, known before it is there, and as a reference to its being ready."""
        host = self.settings.services[key].name.host
        if self.settings.object_storage is None or key not in FOUNDATION or key not in made:
            return host
        return made[key].rollout.urn.apply(lambda _: host)

    def _brokers(self, made: Mapping[str, SpcsService]) -> dict[str, pulumi.Input[str]]:
        """Of the stack's own Kafka; those outside are in the definitions."""
        if KAFKA not in self.settings.services:
            return {}
        return {BROKERS: pulumi.Output.concat(self._host(KAFKA, made), f":{OWN_KAFKA_PORT}")}

    def _integrations(self, definition: ServiceDefinition) -> list[pulumi.Input[str]]:
        """The stack's own are left out where there are none."""
        absent = {EGRESS, EXTERNAL} - self.egress.keys()
        own = {name: it.integration for name, it in self.egress.items()}
        return [own.get(it, it) for it in definition.integrations if it not in absent]

    def _role(self, who: str) -> pulumi.Input[str]:
        return self.access.role if who == USERS else self.access.owner_roles.get(who, who)

    def _needs(self, definition: ServiceDefinition) -> list[pulumi.Resource]:
        """What CREATE SERVICE checks of its owner and no reference carries."""
        owner = definition.owner
        grants = [self.pools[definition.pool].usage, self.access.bind_endpoints]
        grants += [it.usage for name, it in self.egress.items() if name in definition.integrations]
        on_keys = [it.usage for name, it in self.logins.items() if it.usage and name in definition.placeholders]
        on_secrets = self.milvus_secrets.usage.get(owner, ())
        return [
            *self.storage.owner_grants[owner],
            *on_secrets,
            *on_keys,
            *(made[owner] for made in grants if owner in made),
        ]


def _version(definition: ServiceDefinition) -> str | None:
    """Of the Milvus that a service runs, as far as its image tells."""
    return version_text(definition.image_reference or definition.build_args.get("MILVUS_IMAGE") or "")


def _oldest(definitions: Iterable[ServiceDefinition]) -> str | None:
    """Of the versions of Milvus that these run, as far as their images tell."""
    return min(filter(None, map(_version, definitions)), key=lambda text: parsed(text) or (), default=None)
