"""Snapshots of block volumes, and what services do with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spcs_local.handlers import object_lifecycle
from spcs_local.handlers.call import Call, Context
from spcs_local.handlers.show import show
from spcs_local.model.identifiers import quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, status
from spcs_local.services.kinds.snapshot import facts, snapshot_volume
from spcs_local.services.operations import Services
from spcs_local.services.statements.binding import on
from spcs_local.services.statements.service_creation import BlockVolumeError
from spcs_local.services.states import SnapshotState
from spcs_local.specification import Volume
from spcs_local.statements.rules.services import (
    AlterSnapshotSet,
    CreateSnapshot,
    DescribeSnapshot,
    DropSnapshot,
    RestoreVolume,
    ShowSnapshots,
)
from spcs_local.statements.values import Number

_KIND = "SNAPSHOT"


def _create(services: Services, call: Call[CreateSnapshot]) -> Result:
    asked = call.statement
    with call.model.catalog.transaction():
        kind = call.kind(_KIND)
        done = object_lifecycle.make(call, kind, kind.read(asked.options))
        if done is None:
            return status(f"{quote(asked.name.last)} already exists, statement succeeded.")
        service = call.find("SERVICE", asked.of_service)
        call.access.require(service, "OPERATE")
        volume = _block_volume(services, service, asked.volume)
        number = _instances(service, (asked.instance,))[0]
        call.model.objects.change(
            done[0], facts(service, volume, number) | _place(services, call, done[0], service, volume, number)
        )
    services.notify()
    return status(f"Snapshot {quote(done[0].name)} successfully created.")


def _place(
    services: Services, context: Context, made: StoredObject, service: StoredObject, volume: Volume, number: int
) -> dict[str, Any]:
    """Which volume it is to be a copy of, and where; of an instance that never ran there is nothing to copy."""
    source = services.volumes.name(service.id, volume.name, number)
    if not services.volumes.prepared(source):
        return {"state": SnapshotState.CREATED, "volume": None}
    return {"source": source, "volume": snapshot_volume(context.model.settings.id, made)}


def _block_volume(services: Services, service: StoredObject, name: str) -> Volume:
    """A volume by its exact name."""
    for volume in services.specification(service).volumes:
        if volume.name == name and volume.kind == "block":
            return volume
    raise BlockVolumeError(f"Service {service.path} has no block volume '{name}'.")


def _instances(service: StoredObject, given: Sequence[Number | str]) -> list[int]:
    """Numbers of instances that the service has."""
    for text in given:
        if not str(text).isdigit() or int(text) >= int(service["MAX_INSTANCES"]):
            raise BlockVolumeError(f"Service {service.path} has no instance '{text}'.")
    return [int(text) for text in given]


def _restore(services: Services, call: Call[RestoreVolume]) -> Result:
    """Of a suspended service, which resumes with the snapshot's content."""
    with call.model.catalog.transaction():
        service = object_lifecycle.find_or_skip(call, "SERVICE")
        if service is None:
            return status(object_lifecycle.DONE)
        call.access.require(service, "OPERATE")
        volume = _block_volume(services, service, call.statement.volume)
        numbers = _instances(service, call.statement.instances)
        snapshot = _source(call, volume)
        if not services.row(service).suspended:
            raise BlockVolumeError(f"Service {service.path} must be suspended before its volumes are restored.")
        services.restore(service, volume.name, numbers, snapshot)
    services.notify()
    return status(object_lifecycle.DONE)


def _source(call: Call[RestoreVolume], volume: Volume) -> StoredObject:
    """The snapshot, taken and of the volume's encryption."""
    found = call.find(_KIND, call.statement.snapshot)
    call.access.require(found, "USAGE")
    if found["state"] != SnapshotState.CREATED or found["encryption"] != volume.block.encryption:
        raise BlockVolumeError(
            f"Snapshot {found.path} is {found['state']} with encryption {found['encryption']}; expected"
            f" {SnapshotState.CREATED} with {volume.block.encryption}."
        )
    return found


HANDLERS = (
    on(RestoreVolume, _restore),
    on(CreateSnapshot, _create),
    on(AlterSnapshotSet, lambda _services, call: object_lifecycle.alter_set(call, _KIND)),
    on(DropSnapshot, lambda _services, call: object_lifecycle.drop(call, _KIND)),
    on(ShowSnapshots, lambda _services, call: show(call, _KIND, call.statement.in_scope)),
    on(DescribeSnapshot, lambda _services, call: object_lifecycle.describe(call, _KIND)),
)
