"""Brings together what instances are made from: catalog, stages, token, network and machine."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from spcs_local.containers.port import ContainerPort
from spcs_local.errors import SnowflakeError
from spcs_local.model.account_model import AccountModel
from spcs_local.model.objects import StoredObject
from spcs_local.relay import NetworkHolders, ensure_certificates, ensure_gate, ensure_relay
from spcs_local.services import names
from spcs_local.services.owner_rights import OwnerRights
from spcs_local.services.placement.families import FAMILIES
from spcs_local.services.planning.addresses import Addresses
from spcs_local.services.planning.connection_files import ConnectionFiles
from spcs_local.services.planning.egress_policy import EgressPolicy
from spcs_local.services.planning.instance_plan import InstancePlan
from spcs_local.services.planning.resolver_files import ResolverFiles
from spcs_local.services.planning.secret_files import SecretFiles
from spcs_local.services.planning.service_rules import ServiceRules
from spcs_local.services.planning.token_files import TokenFiles
from spcs_local.services.records.rows import InstanceRow, Job
from spcs_local.services.records.store import Store
from spcs_local.services.records.volumes import Volumes
from spcs_local.sockets import unix_socket_path
from spcs_local.specification import Specification, Volume


class InstancePlanner:
    """Knows the account and its container engine."""

    def __init__(self, model: AccountModel, containers: ContainerPort, store: Store, tokens: TokenFiles) -> None:
        self._model = model
        self._containers = containers
        self._tokens = tokens
        self._capacity = containers.capacity()
        home = model.settings.home.resolve()
        self.volumes = Volumes(model.catalog, model.settings.id)
        self._secrets = SecretFiles(home / "secrets")
        self._connections = ConnectionFiles(home / "connections")
        self._resolvers = ResolverFiles(home / "resolvers")
        self._egress = EgressPolicy(model, store, home / "gate")
        self._rules = ServiceRules(model, store)
        self._telling = threading.Lock()
        self._holders = self._ready_holders(home / "filter") if self._gated else None

    def plan(
        self, found: StoredObject, pool: StoredObject, instance: InstanceRow, job: Job | None = None
    ) -> InstancePlan:
        """What an instance is made from."""
        addresses = self._addresses()
        resolver = self._resolvers.file(names.schema_hash(found.parent_id), addresses.gate) if self._gated else None
        return InstancePlan(
            settings=self._model.settings,
            service=found,
            instance=instance,
            job=job,
            holders=self._holders,
            specification=instance.revision.specification,
            registry_host=self._model.registry.host,
            node=FAMILIES[pool["INSTANCE_FAMILY"]].room,
            host=self._capacity,
            token_directory=lambda permission: self._tokens.directory(found.id, permission),
            connection_directory=lambda container: self._connections.directory(self._model.settings, found, container),
            addresses=addresses,
            resolver=resolver,
            trusted=self._certificates()[1] if self._gated else None,
            stage=lambda volume: self._stage(found, volume),
            volumes=self.volumes,
            snapshot=lambda volume: self._snapshot(found, volume),
            secrets=self._secrets,
            read_secret=OwnerRights.of_service(self._model, found).secret_values,
        )

    def _snapshot(self, found: StoredObject, volume: Volume) -> str | None:
        held: str | None = OwnerRights.of_service(self._model, found).require_snapshot(volume)["volume"]
        return held

    def refresh_secrets(self, found: StoredObject, specification: Specification) -> None:
        """Have the files of secrets follow them, as long as the owner may read them."""
        with contextlib.suppress(SnowflakeError):  # a secret that is gone, or not to be read any more: what was stays
            self._secrets.refresh(found.id, specification, OwnerRights.of_service(self._model, found).secret_values)

    def keep_files(self, service_ids: set[int]) -> None:
        """Take away files of services that are gone."""
        self._secrets.keep(service_ids)
        self._tokens.keep(service_ids)
        self._connections.keep(service_ids)

    def _stage(self, found: StoredObject, volume: Volume) -> tuple[Path, str, bool]:
        rights = OwnerRights.of_service(self._model, found)
        stage, path, writable = rights.require_stage(volume.stage)
        files = self._model.stages
        return files.directory(stage).resolve(), files.ensure_directory(stage, path), writable

    def _ready_holders(self, directory: Path) -> NetworkHolders:
        behaviour = self._model.settings.behaviour
        return NetworkHolders.ready(behaviour.relayImage, directory, open_to_all=behaviour.openServices)

    @property
    def _gated(self) -> bool:
        """Whether there is an image for the account's own containers."""
        settings = self._model.settings
        return settings.adapter != "memory" and bool(settings.behaviour.relayImage)

    def _addresses(self) -> Addresses:
        return Addresses.of(self._containers, self._model.settings.id)

    def _certificates(self) -> tuple[Path, Path]:
        settings = self._model.settings
        return ensure_certificates(settings.home.resolve() / "tls", settings.host)

    def tell_gate(self) -> None:
        """Have the gate know the services that there are, and what their integrations open; before it, each other."""
        with self._telling:  # what was found out later is written later
            addresses = self._addresses()
            if self._holders is not None:
                with self._model.catalog.transaction():
                    rules = self._rules.all(addresses)
                self._holders.write(rules)
            self._egress.write(addresses)

    def relay(self) -> None:
        """Have the relay run that carries SNOWFLAKE_HOST into the services' network, and the gate that leads out."""
        if not self._gated:
            return
        settings = self._model.settings
        self._containers.ensure_network(names.outside(settings.id), internal=False)
        addresses, prefix, image = self._addresses(), names.prefix(settings.id), settings.behaviour.relayImage
        ensure_relay(
            self._containers,
            name=f"{prefix}-relay",
            image=image,
            socket_directory=unix_socket_path(settings).parent,
            certificates=self._certificates()[0],
            host=settings.host,
            network=names.inside(settings.id),
            address=addresses.relay,
        )
        ensure_gate(
            self._containers,
            name=f"{prefix}-gate",
            image=image,
            directory=self._egress.directory,
            inside=(names.inside(settings.id), addresses.network),
            outside=names.outside(settings.id),
            address=addresses.gate,
            hosts=addresses.hosts,
        )
