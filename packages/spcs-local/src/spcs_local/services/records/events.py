"""What services went through, as the event table has it: platform events, of services whose LOG_EVENT_LEVEL says so.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/monitoring-services#accessing-platform-events
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from spcs_local.catalog import Catalog, Row
from spcs_local.services.states import InstanceStatus, ServiceStatus

MOST = 10_000  # the newest are kept
_RECORDS_ALL, _RECORDS_ERRORS = ("TRACE", "DEBUG", "INFO"), ("WARN", "ERROR", "FATAL")
_ERRORS = ("FAILED", "INTERNAL_ERROR")
RESUMING, UPGRADING, UPGRADED = "RESUMING", "UPGRADING", "UPGRADED"  # of which only events speak
_OF_SERVICES = {
    ServiceStatus.PENDING: "{} is pending",
    RESUMING: "{} is resuming",
    ServiceStatus.RUNNING: "Service is ready",
    ServiceStatus.SUSPENDING: "{} is suspending",
    ServiceStatus.SUSPENDED: "{} has suspended",
    UPGRADING: "{} is upgrading",
    UPGRADED: "{} has been upgraded",
    ServiceStatus.DELETED: "{} has been deleted",
    ServiceStatus.FAILED: "{} has failed",
    ServiceStatus.DONE: "{} is completed",
    ServiceStatus.CANCELLING: "{} is being canceled",
    ServiceStatus.CANCELLED: "{} has been canceled",
}
_OF_INSTANCES = {
    InstanceStatus.PENDING: "{} instance is pending",
    InstanceStatus.READY: "{} instance is running",
    InstanceStatus.TERMINATING: "{} instance is terminating",
    InstanceStatus.SUCCEEDED: "{} instance has completed",
    InstanceStatus.FAILED: "{} instance failed",
}
_SOURCE = """
    SELECT o.id, o.name, s.id AS schema_id, s.name AS schema, d.id AS database_id, d.name AS database, p.id AS pool_id,
           p.name AS pool, json_extract(p.properties, '$.INSTANCE_FAMILY') AS family, j.service_id AS job,
           COALESCE(json_extract(o.properties, '$.LOG_EVENT_LEVEL'), json_extract(s.properties, '$.LOG_EVENT_LEVEL'),
                    json_extract(d.properties, '$.LOG_EVENT_LEVEL'), 'OFF') AS level
    FROM services v JOIN objects o ON o.id = v.id JOIN objects s ON s.id = o.parent_id
    JOIN objects d ON d.id = s.parent_id JOIN objects p ON p.id = v.pool_id LEFT JOIN jobs j ON j.service_id = v.id
    WHERE v.id = ?
"""


@dataclass(frozen=True)
class Event:
    """One of them; what it is about as JSON."""

    service_id: int
    at: float
    severity: str
    name: str
    status: str
    message: str
    number: int | None
    container: str | None
    resource: str


class Events:
    """Rows of the service_events table. Callers hold a transaction around changes."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def service(self, service_id: int, status: str) -> None:
        """A service or job has another status."""
        source = self.source(service_id)
        if source is not None:
            job = source["job"] is not None
            text = "Job is running" if job and status == ServiceStatus.RUNNING else _OF_SERVICES.get(status, "")
            self._add(source, "SERVICE.STATUS_CHANGE", status, text.format("Job" if job else "Service"))

    def instance(self, service_id: int, number: int, status: str) -> None:
        """An instance has another status."""
        source = self.source(service_id)
        if source is not None:
            text = _OF_INSTANCES[InstanceStatus(status)].format("Job" if source["job"] is not None else "Service")
            self._add(source, "SERVICE_INSTANCE.STATUS_CHANGE", status, text, number)

    def container(self, service_id: int, number: int, container: str, status: str, message: str) -> None:
        """A container has another status, or says something else of it."""
        source = self.source(service_id)
        if source is not None:
            self._add(source, "CONTAINER.STATUS_CHANGE", status, message, number, container)

    def newest(self, since: float, until: float, service_id: int | None = None) -> list[Event]:
        """Those of a time, of one service or of all, the newest first."""
        rows = self._catalog.rows(
            "SELECT service_id, at, severity, name, status, message, number, container, resource FROM service_events"
            " WHERE at BETWEEN ? AND ? AND service_id = COALESCE(?, service_id) ORDER BY id DESC",
            (since, until, service_id),
        )
        return [Event(**row) for row in rows]

    def source(self, service_id: int) -> Row | None:
        """The names around a service, and what is recorded of it."""
        return self._catalog.row(_SOURCE, (service_id,))

    def _add(
        self, source: Row, name: str, status: str, message: str, number: int | None = None, container: str | None = None
    ) -> None:
        failed = status in _ERRORS or message.startswith("Failed to pull image")
        if source["level"] not in ((*_RECORDS_ALL, *_RECORDS_ERRORS) if failed else _RECORDS_ALL):
            return
        values = (time.time(), "ERROR" if failed else "INFO", name, status, message, number, container)
        self._catalog.execute(
            "INSERT INTO service_events (service_id, at, severity, name, status, message, number, container, resource)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (source["id"], *values, json.dumps(resource_of(source, number, container))),
        )
        self._catalog.execute(
            "DELETE FROM service_events WHERE id <= (SELECT MAX(id) FROM service_events) - ?", (MOST,)
        )


def resource_of(source: Row, number: int | None, container: str | None) -> dict[str, Any]:
    """RESOURCE_ATTRIBUTES of a record."""
    found = {
        "snow.compute_pool.id": source["pool_id"],
        "snow.compute_pool.name": source["pool"],
        "snow.compute_pool.node.instance_family": source["family"],
        "snow.database.id": source["database_id"],
        "snow.database.name": source["database"],
        "snow.schema.id": source["schema_id"],
        "snow.schema.name": source["schema"],
        "snow.service.id": source["id"],
        "snow.service.name": source["name"],
        "snow.service.type": "Service" if source["job"] is None else "Job",
    }
    if number is not None:
        found |= {"snow.service.container.instance": str(number), "snow.service.instance": str(number)}
    return found | ({"snow.service.container.name": container} if container is not None else {})
