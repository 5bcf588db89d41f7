"""SHOW SERVICE VOLUMES IN SERVICE. https://docs.snowflake.com/en/sql-reference/sql/show-service-volumes-in-service"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spcs_local.errors import SnowflakeError
from spcs_local.handlers.call import Call
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.stage_files import split_reference
from spcs_local.services.operations import Services
from spcs_local.services.records.rows import InstanceRow
from spcs_local.services.statements.binding import on
from spcs_local.specification import Container, Volume
from spcs_local.specification.rules import DEFAULT_IOPS, DEFAULT_THROUGHPUT
from spcs_local.statements.rules.services import ShowServiceVolumes

_NUMBERS = ("iops", "throughput")
_COLUMNS = tuple(
    ResultColumn(name, "FIXED" if name in _NUMBERS else "TEXT")
    for name in (
        *("volume_name", "instance_id", "container_name", "volume_type", "size", "iops", "throughput"),
        *("encryption", "snapshot_used", "stage_source", "volume_mounts"),
    )
)
_GI = 2**30


def _volumes(services: Services, call: Call[ShowServiceVolumes]) -> Result:
    found = call.find("SERVICE", call.statement.name)
    call.access.require(found, "MONITOR")
    return Result(
        _COLUMNS,
        [row for instance in services.store.instances(found.id) for row in _of_instance(call, found, instance)],
    )


def _of_instance(call: Call[ShowServiceVolumes], found: StoredObject, instance: InstanceRow) -> Iterator[list[object]]:
    """A line for each container that mounts a volume."""
    specification = instance.revision.specification
    for volume in specification.volumes:
        for container in specification.containers:
            paths = [mount.mount_path for mount in container.volume_mounts if mount.name == volume.name]
            if paths:
                yield _row(call, found, instance, volume, container, ",".join(paths))


def _row(
    call: Call[ShowServiceVolumes],
    found: StoredObject,
    instance: InstanceRow,
    volume: Volume,
    container: Container,
    paths: str,
) -> list[object]:
    size = f"{volume.size_bytes / _GI:g}Gi" if volume.size_bytes else None
    head = [volume.name, str(instance.number), container.name, volume.kind, size]
    if volume.kind == "block":
        iops = volume.block.iops or DEFAULT_IOPS
        used = _readable(lambda: _snapshot(call, volume)) if volume.snapshot else None
        speed = [iops, volume.block.throughput or DEFAULT_THROUGHPUT]
        return [*head, *speed, volume.block.encryption, used, None, paths]
    if volume.kind == "stage":
        return [*head, None, None, _readable(lambda: _stage(call, volume)), None, _source(found, volume), paths]
    return [*head, None, None, None, None, None, paths]


def _snapshot(call: Call[ShowServiceVolumes], volume: Volume) -> str:
    name = parse_name(volume.snapshot or "")
    assert name is not None  # it was found when the service was made
    found = call.find("SNAPSHOT", name)
    call.access.require(found, "USAGE")
    return str(found.path)


def _stage(call: Call[ShowServiceVolumes], volume: Volume) -> str:
    found: StoredObject = call.find("STAGE", split_reference(volume.stage)[0])
    call.access.require(found, "READ", "WRITE")
    return str(found["ENCRYPTION"]["TYPE"])


def _source(service: StoredObject, volume: Volume) -> str:
    """The stage's full name: what is left out is the service's own database and schema."""
    name, _ = split_reference(volume.stage)
    missing = (service.database or "", service.schema or "")[: 3 - len(name.parts)]
    return str(Name((*missing, *name.parts)))


def _readable(value: Callable[[], str]) -> str:
    """The value, or why the role may not know it: the statement does not fail for that."""
    try:
        return value()
    except SnowflakeError as error:
        return error.message


HANDLERS = (on(ShowServiceVolumes, _volumes),)
