"""Brings together what instances are made from: catalog, stages, token, network and machine."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from spcs_local.containers.port import ContainerPort
from spcs_local.errors import SnowflakeError
from spcs_local.model.objects import StoredObject
from spcs_local.relay import ensure_certificates, ensure_gate, ensure_relay
from spcs_local.services import names
from spcs_local.services.addresses import Addresses
from spcs_local.services.families import FAMILIES
from spcs_local.services.launch import Launch, account_host
from spcs_local.services.requirements import Requirements
from spcs_local.services.resolvers import Resolvers
from spcs_local.services.secret_files import SecretFiles
from spcs_local.services.store import InstanceRow, Job, Store
from spcs_local.services.tokens import TokenFiles
from spcs_local.services.volumes import Volumes
from spcs_local.services.ways_out import WaysOut
from spcs_local.sockets import unix_socket_path
from spcs_local.specification import Specification, Volume, parse

if TYPE_CHECKING:
    from spcs_local.account import Account


class Launcher:
    """Knows the account and its container engine."""

    def __init__(self, account: Account, port: ContainerPort, store: Store, tokens: TokenFiles) -> None:
        self._account = account
        self._port = port
        self._tokens = tokens
        self._capacity = port.capacity()
        home = account.settings.home.resolve()
        self.volumes = Volumes(account.catalog, account.settings.id)
        self._secrets = SecretFiles(home / "secrets")
        self._resolvers = Resolvers(home / "resolvers")
        self._ways_out = WaysOut(account, store, home / "gate")

    def launch(self, found: StoredObject, pool: StoredObject, instance: InstanceRow, job: Job | None = None) -> Launch:
        """What an instance is made from."""
        addresses = self._addresses()
        resolver = self._resolvers.file(names.schema_hash(found.parent_id), addresses.gate) if self._gated else None
        return Launch(
            settings=self._account.settings,
            service=found,
            instance=instance,
            job=job,
            holder_image=self._account.settings.behaviour.relayImage if self._gated else None,
            specification=parse(instance.revision.specification),
            registry_host=self._account.registry.host,
            node=FAMILIES[pool["INSTANCE_FAMILY"]],
            host=self._capacity,
            token_directory=lambda permission: self._tokens.directory(found.id, permission),
            addresses=addresses,
            resolver=resolver,
            trusted=self._certificates()[1] if self._gated else None,
            stage=lambda volume: self._stage(found, volume),
            volumes=self.volumes,
            snapshot=lambda volume: self._snapshot(found, volume),
            secrets=self._secrets,
            read_secret=Requirements.of_service(self._account, found).secret_values,
        )

    def _snapshot(self, found: StoredObject, volume: Volume) -> str | None:
        held: str | None = Requirements.of_service(self._account, found).require_snapshot(volume)["volume"]
        return held

    def refresh_secrets(self, found: StoredObject, specification: Specification) -> None:
        """Have the files of secrets follow them, as long as the owner may read them."""
        with contextlib.suppress(SnowflakeError):  # a secret that is gone, or not to be read any more: what was stays
            self._secrets.refresh(found.id, specification, Requirements.of_service(self._account, found).secret_values)

    def keep_files(self, service_ids: set[int]) -> None:
        """Take away files of services that are gone."""
        self._secrets.keep(service_ids)
        self._tokens.keep(service_ids)

    def _stage(self, found: StoredObject, volume: Volume) -> tuple[Path, str, bool]:
        requirements = Requirements.of_service(self._account, found)
        stage, path, writable = requirements.require_stage(volume.stage)
        files = self._account.stages
        return files.directory(stage).resolve(), files.ensure_directory(stage, path), writable

    @property
    def _gated(self) -> bool:
        """Whether there is an image for the account's own containers."""
        settings = self._account.settings
        return settings.adapter != "memory" and bool(settings.behaviour.relayImage)

    def _addresses(self) -> Addresses:
        return Addresses(self._port.ensure_network(names.inside(self._account.settings.id), internal=True))

    def _certificates(self) -> tuple[Path, Path]:
        settings = self._account.settings
        return ensure_certificates(settings.home.resolve() / "tls", account_host(settings))

    def open_ways(self) -> None:
        """Have the gate know the services that there are, and what their integrations open."""
        self._ways_out.write(self._addresses())

    def relay(self) -> None:
        """Have the relay run that carries SNOWFLAKE_HOST into the services' network, and the gate that leads out."""
        if not self._gated:
            return
        settings = self._account.settings
        self._port.ensure_network(names.outside(settings.id), internal=False)
        addresses, prefix, image = self._addresses(), names.prefix(settings.id), settings.behaviour.relayImage
        ensure_relay(
            self._port,
            name=f"{prefix}-relay",
            image=image,
            socket_directory=unix_socket_path(settings).parent,
            certificates=self._certificates()[0],
            host=account_host(settings),
            network=names.inside(settings.id),
            address=addresses.relay,
        )
        ensure_gate(
            self._port,
            name=f"{prefix}-gate",
            image=image,
            directory=self._ways_out.directory,
            inside=(names.inside(settings.id), addresses.network),
            outside=names.outside(settings.id),
            address=addresses.gate,
            hosts=addresses.hosts,
        )
