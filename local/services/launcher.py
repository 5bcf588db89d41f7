"""Brings together what instances are made from: catalog, stages, token, network and machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from local.containers.port import ContainerPort
from local.model.objects import StoredObject
from local.relay import ensure_relay
from local.services import names
from local.services.families import FAMILIES
from local.services.launch import Launch, account_host
from local.services.requirements import Requirements
from local.services.stage_mounts import stage_directory
from local.services.store import InstanceRow
from local.services.tokens import TokenFiles
from local.sockets import unix_socket_path
from local.specification import Volume, parse

if TYPE_CHECKING:
    from local.account import Account


class Launcher:
    """Knows the account and its container engine."""

    def __init__(self, account: Account, port: ContainerPort, tokens: TokenFiles) -> None:
        self._account = account
        self._port = port
        self._tokens = tokens
        self._capacity = port.capacity()

    def launch(self, found: StoredObject, pool: StoredObject, instance: InstanceRow) -> Launch:
        """What an instance is made from."""
        return Launch(
            settings=self._account.settings,
            service=found,
            instance=instance,
            specification=parse(instance.revision.specification),
            registry_host=self._account.registry.host,
            node=FAMILIES[pool["INSTANCE_FAMILY"]],
            host=self._capacity,
            token_directory=self._tokens.directory(found.id),
            stage=lambda volume: self._stage(found, volume),
        )

    def _stage(self, found: StoredObject, volume: Volume) -> tuple[Path, bool]:
        requirements = Requirements(self._account, found.owner or "", found.database or "", found.schema or "")
        stage, path, writable = requirements.require_stage(volume.stage)
        return stage_directory(self._account.stages.directory(stage), path), writable

    def relay(self) -> None:
        """Have the relay run that carries SNOWFLAKE_HOST into the services' networks."""
        settings = self._account.settings
        if settings.adapter == "memory" or not settings.behaviour.relayImage:
            return
        networks = {names.inside(settings.id): True, names.outside(settings.id): False}
        for network, internal in networks.items():
            self._port.ensure_network(network, internal=internal)
        ensure_relay(
            self._port,
            name=f"{names.prefix(settings.id)}-relay",
            image=settings.behaviour.relayImage,
            socket_directory=unix_socket_path(settings).parent,
            host=account_host(settings),
            networks=tuple(networks),
        )
