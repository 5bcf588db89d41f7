"""Snapshots of block volumes, and what services do with them."""

from __future__ import annotations

from typing import Any

from spcs_local.handlers import object_lifecycle
from spcs_local.handlers.call import Call
from spcs_local.handlers.show import show
from spcs_local.model.identifiers import quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, status
from spcs_local.services.kinds.snapshot import facts, snapshot_volume
from spcs_local.services.operations import Services
from spcs_local.services.statements.binding import ServiceHandler
from spcs_local.services.statements.service_creation import BlockVolumeError
from spcs_local.services.states import SnapshotState
from spcs_local.specification import Volume

_KIND = "SNAPSHOT"


def _create(services: Services, call: Call) -> Result:
    with call.model.catalog.transaction():
        kind = call.kind(_KIND)
        done = object_lifecycle.make(call, kind, kind.read(call.args.get("options", {})))
        if done is None:
            return status(f"{quote(call.args['name'].last)} already exists, statement succeeded.")
        service = call.find("SERVICE", call.args["of_service"])
        call.access.require(service, "OPERATE")
        volume = _block_volume(services, call, service)
        number = _instances(service, [call.args["instance"]])[0]
        call.model.objects.change(
            done[0], facts(service, volume, number) | _place(services, call, done[0], service, volume, number)
        )
    services.notify()
    return status(f"Snapshot {quote(done[0].name)} successfully created.")


def _place(
    services: Services, call: Call, made: StoredObject, service: StoredObject, volume: Volume, number: int
) -> dict[str, Any]:
    """Which volume it is to be a copy of, and where; of an instance that never ran there is nothing to copy."""
    source = services.volumes.name(service.id, volume.name, number)
    if not services.volumes.prepared(source):
        return {"state": SnapshotState.CREATED, "volume": None}
    return {"source": source, "volume": snapshot_volume(call.model.settings.id, made)}


def _block_volume(services: Services, call: Call, service: StoredObject) -> Volume:
    """The statement's volume, by its exact name."""
    name = str(call.args["volume"])
    for volume in services.specification(service.id).volumes:
        if volume.name == name and volume.kind == "block":
            return volume
    raise BlockVolumeError(f"Service {service.path} has no block volume '{name}'.")


def _instances(service: StoredObject, given: list[Any]) -> list[int]:
    """Numbers of instances that the service has."""
    for text in given:
        if not str(text).isdigit() or int(text) >= int(service["MAX_INSTANCES"]):
            raise BlockVolumeError(f"Service {service.path} has no instance '{text}'.")
    return [int(text) for text in given]


def _restore(services: Services, call: Call) -> Result:
    """Of a suspended service, which resumes with the snapshot's content."""
    with call.model.catalog.transaction():
        service = object_lifecycle.find_or_skip(call, "SERVICE")
        if service is None:
            return status(object_lifecycle.DONE)
        call.access.require(service, "OPERATE")
        volume = _block_volume(services, call, service)
        given = call.args["instances"]
        numbers = _instances(service, given if isinstance(given, list) else [given])
        snapshot = _source(call, volume)
        if not services.row(service).suspended:
            raise BlockVolumeError(f"Service {service.path} must be suspended before its volumes are restored.")
        services.restore(service, volume.name, numbers, snapshot)
    services.notify()
    return status(object_lifecycle.DONE)


def _source(call: Call, volume: Volume) -> StoredObject:
    """The snapshot, taken and of the volume's encryption."""
    found = call.find(_KIND, call.args["snapshot"])
    call.access.require(found, "USAGE")
    if found["state"] != SnapshotState.CREATED or found["encryption"] != volume.block.encryption:
        raise BlockVolumeError(
            f"Snapshot {found.path} is {found['state']} with encryption {found['encryption']}; expected"
            f" {SnapshotState.CREATED} with {volume.block.encryption}."
        )
    return found


HANDLERS: dict[str, ServiceHandler] = {
    "restore_volume": _restore,
    "create_snapshot": _create,
    "alter_snapshot_set": lambda _services, call: object_lifecycle.alter_set(call, _KIND),
    "drop_snapshot": lambda _services, call: object_lifecycle.drop(call, _KIND),
    "show_snapshots": lambda _services, call: show(call, _KIND),
    "describe_snapshot": lambda _services, call: object_lifecycle.describe(call, _KIND),
}
