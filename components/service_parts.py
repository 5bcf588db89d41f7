"""What services are made of, beside their definitions: what all of them share, put together for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.access import Access
from components.cluster_definitions import (
    DIRECTORY,
    EXTERNAL,
    FOUNDATION,
    INDEX_NODES,
    KAFKA,
    MEMBERS,
    NODE_MEMORY,
    QUERY_NODES,
)
from components.cluster_snapshot import ClusterSnapshot
from components.comments import stack_name
from components.egress import Egress
from components.external_stores import BROKERS, OWN_KAFKA_PORT
from components.milvus_secrets import MilvusSecrets
from components.milvus_versions import oldest, version_text
from components.pools import ComputePool
from components.providers import Provider
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
from components.specification import Specification, block_volumes, initial_snapshots
from components.sql import Existing
from components.stack_images import Images
from components.storage import Storage
from components.stored_keys import StoredKeys


@dataclass(frozen=True)
class ServiceParts:
    """`owners` are the providers that sign in as them, `egress` the stack's own ways out, `logins` what opens stores
    outside, by the placeholders for its name."""

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
    def resources(self) -> list[pulumi.Resource]:
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
            "version": oldest(_version(services[it]) for it in self.members),
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
            **self._node_memory(),
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

    def _node_memory(self) -> dict[str, int]:
        """Of what loads or indexes segments, for the coordinators, who say how large these get."""
        settings, nodes = self.settings, {f"{DIRECTORY}{it}" for it in (QUERY_NODES, INDEX_NODES)}
        found = [it for it in settings.services.values() if it.specification in nodes]
        limits = [it.resources_in(settings.pools[it.pool]).memory_limit for it in found]
        return {NODE_MEMORY: min(limits)} if limits else {}

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
