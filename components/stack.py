"""The resources of the stack: what all services share, then one service after the other as the settings have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.access import Access, AccessArgs
from components.egress import Egress, EgressArgs
from components.pools import ComputePool, ComputePoolArgs
from components.providers import Provider, Providers
from components.service import SpcsService, SpcsServiceArgs
from components.service_definitions import EGRESS, USERS, ServiceDefinition
from components.service_specifications import host_placeholder
from components.settings import Settings
from components.specification import Specification, public_endpoints
from components.storage import Storage, StorageArgs

# what an image is built from: its directory and build arguments
BuildInputs = tuple[str, tuple[tuple[str, str], ...]]


def register(settings: Settings, specifications: Mapping[str, Specification], providers: Providers) -> pulumi.Inputs:
    """Registers them, and returns the stack's outputs. `specifications` are by the keys of the services."""
    shared = _shared(settings, providers)
    services = {
        key: SpcsService(key, shared.service_args(definition, specifications[key]))
        for key, definition in settings.services.items()
    }
    protocol = settings.connection.protocol
    return {
        "notebookUrl": services["jupyter"].url(protocol),
        **{key: service.summary(shared.image(settings.services[key])) for key, service in services.items()},
        **{f"{key}Url": services[key].url(protocol) for key in _with_address(settings, specifications)},
        "repositoryUrl": shared.storage.repository_url,
        "user": shared.access.user,
        "role": shared.access.role,
        "ownerRole": shared.access.owner_role,
    }


def _with_address(settings: Settings, specifications: Mapping[str, Specification]) -> list[str]:
    """The services beside the notebook that somebody may enter with a browser."""
    entered = [key for key, definition in settings.services.items() if definition.may_enter and key != "jupyter"]
    return [key for key in entered if public_endpoints(specifications[key].text)]


def _shared(settings: Settings, providers: Providers) -> Shared:
    access_args = AccessArgs(
        settings=settings.access,
        deploying_role=settings.connection.role,
        users=providers.useradmin,
        grants=providers.securityadmin,
        account=providers.accountadmin,
    )
    access = Access("access", access_args)
    owner = providers.owner(access.reachable_owner_role)
    storage_args = StorageArgs(
        settings=settings.storage,
        role=access.role,
        owner_role=access.owner_role,
        database=providers.sysadmin,
        owner=owner,
    )
    storage = Storage("storage", storage_args)
    egress_args = EgressArgs(
        settings=settings.egress,
        owner_role=access.owner_role,
        database=storage.database.name,
        schema=storage.schema,
        account=providers.accountadmin,
    )
    egress = Egress("egress", egress_args)
    references = _built_images(settings, storage, providers)
    pools = {
        key: ComputePool(key, ComputePoolArgs(settings=pool, owner=owner, needs=[access.create_pools]))
        for key, pool in settings.pools.items()
    }
    return Shared(settings, access, owner, storage, egress, pools, references)


def _built_images(settings: Settings, storage: Storage, providers: Providers) -> dict[BuildInputs, pulumi.Output[str]]:
    """References of the images that are built, each once, under the key of the first service that runs it."""
    built: dict[BuildInputs, tuple[str, ServiceDefinition]] = {}
    for key, definition in settings.services.items():
        if not definition.image_reference:
            built.setdefault(_build_inputs(definition), (key, definition))
    if not built:
        return {}
    from components.images import ServiceImage, ServiceImageArgs  # its SDK is imported for who builds alone

    references: dict[BuildInputs, pulumi.Output[str]] = {}
    for inputs, (key, definition) in built.items():
        args = ServiceImageArgs(
            image=definition.image,
            build_args=definition.build_args,
            registry=settings.registry,
            repository_path=settings.storage.repository_path,
            repository_url=storage.repository_url,
            docker=providers.docker,
        )
        references[inputs] = ServiceImage(key, args).reference
    return references


def _build_inputs(definition: ServiceDefinition) -> BuildInputs:
    return definition.image, tuple(sorted(definition.build_args.items()))


@dataclass(frozen=True)
class Shared:
    """What services are made of, beside their definitions."""

    settings: Settings
    access: Access
    owner: Provider
    storage: Storage
    egress: Egress
    pools: Mapping[str, ComputePool]
    references: Mapping[BuildInputs, pulumi.Output[str]]

    def service_args(self, definition: ServiceDefinition, specification: Specification) -> SpcsServiceArgs:
        """Of one service of the table."""
        storage, access = self.storage, self.access
        values = self._values(definition)
        return SpcsServiceArgs(
            service=definition.name,
            database=storage.database.name,
            schema=storage.schema,
            pool=self.pools[definition.pool].name,
            warehouse=storage.warehouse.name,
            integrations=[self.egress.integration.name if it == EGRESS else it for it in definition.integrations],
            specification=specification,
            placeholders={name: values[name] for name in specification.placeholders},
            spec_stage=storage.spec_stage.name if self.settings.specifications_on_stage else None,
            owner=self.owner,
            role=access.reachable_owner_role,
            may_enter={it: access.role if it == USERS else it for it in definition.may_enter},
            needs=self._needs(definition, specification),
            instances=definition.instances,
            timeout=definition.timeout,
            protect=definition.protect,
        )

    def image(self, definition: ServiceDefinition) -> pulumi.Input[str]:
        """The image that a service runs."""
        return definition.image_reference or self.references[_build_inputs(definition)]

    def _values(self, definition: ServiceDefinition) -> dict[str, pulumi.Input[str | int]]:
        """What placeholders stand for; those of the definition's own come before what every specification has."""
        hosts = {host_placeholder(key): other.name.host for key, other in self.settings.services.items()}
        return {
            "files_stage": self.storage.files_stage_name,
            **hosts,
            **definition.placeholders,
            "image": self.image(definition),
        }

    def _needs(self, definition: ServiceDefinition, specification: Specification) -> list[pulumi.Resource]:
        needs: list[pulumi.Resource] = [self.access.bind_endpoints, *self.storage.owner_grants]
        if EGRESS in definition.integrations:
            needs.append(self.egress.usage)
        if "files_stage" in specification.placeholders:
            needs.append(self.storage.files_stage)
        if definition.image_reference:
            needs.append(self.storage.repository)
        return needs
