"""Snapshots of block volumes, and what services do with them."""

from __future__ import annotations

from typing import Any

from spcs_local.handlers import generic
from spcs_local.handlers.call import Call, Handler
from spcs_local.handlers.show import show
from spcs_local.model.identifiers import quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.result import Result, status
from spcs_local.services.making import BlockVolumeError
from spcs_local.services.snapshots import CREATED, facts, snapshot_volume
from spcs_local.specification import Volume

_KIND = "SNAPSHOT"


def _create(call: Call) -> Result:
    with call.account.catalog.transaction():
        kind = call.kind(_KIND)
        done = generic.make(call, kind, kind.read(call.args.get("options", {})))
        if done is None:
            return status(f"{quote(call.args['name'].last)} already exists, statement succeeded.")
        service = call.find("SERVICE", call.args["of_service"])
        call.access.require(service, "OPERATE")
        volume = _block_volume(call, service)
        number = _instances(service, [call.args["instance"]])[0]
        call.account.objects.change(
            done[0], facts(service, volume, number) | _place(call, done[0], service, volume, number)
        )
    call.account.runtime.notify()
    return status(f"Snapshot {quote(done[0].name)} successfully created.")


def _place(call: Call, made: StoredObject, service: StoredObject, volume: Volume, number: int) -> dict[str, Any]:
    """Which volume it is to be a copy of, and where; of an instance that never ran there is nothing to copy."""
    source = call.account.runtime.volumes.name(service.id, volume.name, number)
    if not call.account.runtime.volumes.prepared(source):
        return {"state": CREATED, "volume": None}
    return {"source": source, "volume": snapshot_volume(call.account.settings.id, made)}


def _block_volume(call: Call, service: StoredObject) -> Volume:
    """The statement's volume, by its exact name."""
    name = str(call.args["volume"])
    for volume in call.account.runtime.specification(service.id).volumes:
        if volume.name == name and volume.kind == "block":
            return volume
    raise BlockVolumeError(f"Service {service.path} has no block volume '{name}'.")


def _instances(service: StoredObject, given: list[Any]) -> list[int]:
    """Numbers of instances that the service has."""
    for text in given:
        if not str(text).isdigit() or int(text) >= int(service["MAX_INSTANCES"]):
            raise BlockVolumeError(f"Service {service.path} has no instance '{text}'.")
    return [int(text) for text in given]


def _restore(call: Call) -> Result:
    """Of a suspended service, which resumes with the snapshot's content."""
    with call.account.catalog.transaction():
        service = generic.find_or_skip(call, "SERVICE")
        if service is None:
            return status(generic.DONE)
        call.access.require(service, "OPERATE")
        volume = _block_volume(call, service)
        given = call.args["instances"]
        numbers = _instances(service, given if isinstance(given, list) else [given])
        snapshot = _source(call, volume)
        if not call.account.runtime.row(service).suspended:
            raise BlockVolumeError(f"Service {service.path} must be suspended before its volumes are restored.")
        call.account.runtime.restore(service, volume.name, numbers, snapshot)
    call.account.runtime.notify()
    return status(generic.DONE)


def _source(call: Call, volume: Volume) -> StoredObject:
    """The snapshot, taken and of the volume's encryption."""
    found = call.find(_KIND, call.args["snapshot"])
    call.access.require(found, "USAGE")
    if found["state"] != CREATED or found["encryption"] != volume.block.encryption:
        raise BlockVolumeError(
            f"Snapshot {found.path} is {found['state']} with encryption {found['encryption']}; expected"
            f" {CREATED} with {volume.block.encryption}."
        )
    return found


HANDLERS: dict[str, Handler] = {
    "restore_volume": _restore,
    "create_snapshot": _create,
    "alter_snapshot_set": lambda call: generic.alter_set(call, _KIND),
    "drop_snapshot": lambda call: generic.drop(call, _KIND),
    "show_snapshots": lambda call: show(call, _KIND),
    "describe_snapshot": lambda call: generic.describe(call, _KIND),
}
