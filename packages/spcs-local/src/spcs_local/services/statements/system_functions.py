"""System functions of services. https://docs.snowflake.com/en/sql-reference/functions-system"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from spcs_local.errors import DoesNotExistError, InvalidValueError, NotSupportedError, SnowflakeError
from spcs_local.handlers.call import Context
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import integer
from spcs_local.model.running import Steps, pauses
from spcs_local.services import names
from spcs_local.services.operations import Services
from spcs_local.services.records.rows import ContainerRow
from spcs_local.services.statements.binding import ServiceFunction, needing
from spcs_local.services.states import POOLS_UP, PROVISIONING, STARTING, ContainerStatus, ServiceStatus

DEFAULT_LINES = 500


class WaitError(SnowflakeError):
    """Services that were not ready in time."""

    def __init__(self, seconds: int, services: list[str]) -> None:
        super().__init__(395035, "57014", f"Timed out after {seconds} seconds waiting for: {', '.join(services)}.")


class NoContainerError(SnowflakeError):
    """An instance or container that the service does not have."""

    def __init__(self, service: str, instance: object, container: object) -> None:
        message = f"Service {service} has no container '{container}' in instance '{instance}'."
        super().__init__(395019, "22023", message)


def _logs(services: Services, context: Context, arguments: list[Any]) -> str:
    """SYSTEM$GET_SERVICE_LOGS(service, instance, container [, lines [, previous [, since [, timestamps]]]])."""
    if len(arguments) > 7:
        raise InvalidValueError(len(arguments), "SYSTEM$GET_SERVICE_LOGS")
    since, timestamps = _moment(arguments[5:6]), str(arguments[6]).lower() == "true" if len(arguments) > 6 else False
    found = _service(context, arguments[0], "MONITOR")
    instance, container = str(arguments[1]), str(arguments[2])
    lines = _whole(arguments[3], "number of lines") if len(arguments) > 3 else DEFAULT_LINES
    rows = {(str(row.number), row.name): row for row in services.store.containers(found.id)}
    row = rows.get((instance, container))
    if row is None:
        raise NoContainerError(found.shown, instance, container)
    previous = len(arguments) > 4 and str(arguments[4]).lower() == "true"
    if previous and (since or timestamps):
        raise NotSupportedError("A log of an earlier run since a time or with timestamps")
    if previous or row.started_on is None:
        text = row.previous_log or ""
        return "\n".join(text.splitlines()[-lines:])
    container_name = names.container(context.model.settings.id, found.id, row.number, row.name)
    return services.containers.logs(container_name, lines, since=since, timestamps=timestamps)


_FIRST = datetime.fromtimestamp(1, UTC)  # no container is older, and engines take no time before


def _moment(arguments: list[Any]) -> datetime | None:
    """A time to begin at, in ISO 8601 and UTC where it names no zone; '' for none."""
    text = str(arguments[0]) if arguments else ""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(text, "since_timestamp") from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return max(found, _FIRST)


def _status(services: Services, context: Context, arguments: list[Any]) -> Steps[str]:
    """SYSTEM$GET_SERVICE_STATUS(service [, seconds to wait])."""
    found = _service(context, arguments[0], "MONITOR")
    if len(arguments) > 1:
        deadline, looks = time.monotonic() + _whole(arguments[1], "timeout"), pauses()
        while not _settled(services, found) and time.monotonic() < deadline:
            yield from context.wait(next(looks))
    rows = services.store.containers(found.id)
    told = [_container_status(services, found, row) for row in rows] if rows else list(_awaited(services, found))
    return json.dumps(told)


def _awaited(services: Services, found: StoredObject) -> Iterator[dict[str, Any]]:
    """Containers of a service that is to run and has no instance yet, as its pool has no node."""
    row = services.row(found)
    pool = services.model.objects.get(row.pool_id)
    if row.suspended or row.ended:
        return
    for number in range(int(found["MIN_INSTANCES"])):
        for container in row.revision.specification.containers:
            yield {
                "status": ContainerStatus.PENDING,
                "message": STARTING if pool["state"] in POOLS_UP else PROVISIONING,
                "containerName": container.name,
                "instanceId": str(number),
                "serviceName": found.name,
                "image": container.image,
                "restartCount": 0,
                "startTime": "",
            }


def _container_status(services: Services, found: StoredObject, row: ContainerRow) -> dict[str, Any]:
    specification = services.specification(found)
    images = {container.name: container.image for container in specification.containers}
    started = datetime.fromtimestamp(row.started_on, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if row.started_on else ""
    return {
        "status": row.status,
        "message": row.message,
        "containerName": row.name,
        "instanceId": str(row.number),
        "serviceName": found.name,
        "image": images.get(row.name, ""),
        "restartCount": row.restart_count,
        "startTime": started,
    }


def _wait(services: Services, context: Context, arguments: list[Any]) -> Steps[str]:
    """SYSTEM$WAIT_FOR_SERVICES(seconds, service, …)."""
    seconds = _whole(arguments[0], "timeout")
    waiting = [_service(context, name, "MONITOR") for name in arguments[1:]]
    deadline, looks = time.monotonic() + seconds, pauses()
    while waiting := [found for found in waiting if not _settled(services, found)]:
        if time.monotonic() >= deadline:
            raise WaitError(seconds, [str(found.path) for found in waiting])
        yield from context.wait(next(looks))
    return "OK"


def _settled(services: Services, found: StoredObject) -> bool:
    """READY with its newest specification, or failed; a job, when it is over."""
    row = services.row(found)
    if row.job is not None:
        return row.ended
    return row.status == ServiceStatus.FAILED or (row.status == ServiceStatus.RUNNING and not row.upgrading)


def _pool_status(_services: Services, context: Context, arguments: list[Any]) -> str:
    """SYSTEM$GET_COMPUTE_POOL_STATUS(pool)."""
    found = context.find("COMPUTE POOL", _name(arguments[0], "COMPUTE POOL"))
    context.access.require(found, "MONITOR")
    columns = {column.name: column for column in context.kind("COMPUTE POOL").describe}
    message = columns["status_message"].value(found, context.view)
    return json.dumps({"name": found.name, "status": found["state"], "message": message})


def _dns_domain(_services: Services, context: Context, arguments: list[Any]) -> str:
    """SYSTEM$GET_SERVICE_DNS_DOMAIN(schema)."""
    schema = context.find("SCHEMA", _name(arguments[0], "SCHEMA"))
    context.access.require(schema, "USAGE")
    return f"{names.schema_hash(schema.id)}.{names.DOMAIN}"


def _service(context: Context, name: object, *privileges: str) -> StoredObject:
    found = context.find("SERVICE", _name(name, "SERVICE"))
    context.access.require(found, *privileges)
    return found


def _name(value: object, kind: str) -> Name:
    name = parse_name(str(value))
    if name is None:
        raise DoesNotExistError(kind, str(value))
    return name


def _whole(value: object, what: str) -> int:
    return int(integer()(what, value))


_LEAST: dict[str, tuple[int, ServiceFunction]] = {
    "SYSTEM$GET_SERVICE_LOGS": (3, _logs),
    "SYSTEM$GET_SERVICE_STATUS": (1, _status),
    "SYSTEM$WAIT_FOR_SERVICES": (1, _wait),
    "SYSTEM$GET_COMPUTE_POOL_STATUS": (1, _pool_status),
    "SYSTEM$GET_SERVICE_DNS_DOMAIN": (1, _dns_domain),
}
FUNCTIONS: dict[str, ServiceFunction] = {
    name: needing(least, name, function) for name, (least, function) in _LEAST.items()
}
