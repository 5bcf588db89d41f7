"""The catalog's rows of services, their instances and containers. Callers hold a transaction around changes."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from spcs_local.catalog import Catalog, Row
from spcs_local.services.records.events import RESUMING, UPGRADED, UPGRADING, Events
from spcs_local.services.records.kept_logs import KeptLogs
from spcs_local.services.records.rows import ContainerRow, InstanceRow, Job, Revision, ServiceRow
from spcs_local.services.states import ContainerStatus, InstanceStatus, ServiceStatus
from spcs_local.specification import parse

_SERVICES = "SELECT s.*, j.* FROM services s LEFT JOIN jobs j ON j.service_id = s.id"


class Store:
    """Reads and writes of these rows."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._events = Events(catalog)
        self.kept_logs = KeptLogs(catalog)

    # Services

    def add(self, service_id: int, pool_id: int, revision: Revision, job: Job | None = None) -> None:
        """A new service, or job."""
        self._catalog.execute(
            "INSERT INTO services (id, pool_id, specification, images, spec_digest, resumed_on)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (service_id, pool_id, *_values(revision), time.time()),
        )
        if job is not None:
            self._catalog.execute(
                "INSERT INTO jobs (service_id, asynchronous, replicas) VALUES (?, ?, ?)",
                (service_id, int(job.asynchronous), job.replicas),
            )
        self._events.service(service_id, ServiceStatus.PENDING)

    def end_job(self, service_id: int, status: ServiceStatus) -> None:
        """A job is over."""
        self.set_service(service_id, status=status)
        self._set("jobs", "service_id = ?", (service_id,), {"ended_on": time.time()})

    def revise(self, service_id: int, revision: Revision) -> None:
        """A new specification: the service upgrades until its instances run it."""
        self._catalog.execute(
            "UPDATE services SET specification = ?, images = ?, spec_digest = ?, upgrading = 1 WHERE id = ?",
            (*_values(revision), service_id),
        )
        self._events.service(service_id, UPGRADING)

    def resume(self, service_id: int) -> None:
        """A suspended service is to run again."""
        self._events.service(service_id, RESUMING)
        self.set_service(
            service_id, suspended=0, status=ServiceStatus.PENDING, resumed_on=time.time(), suspended_on=None
        )

    def service(self, service_id: int) -> ServiceRow | None:
        """One service."""
        row = self._catalog.row(_SERVICES + " WHERE s.id = ?", (service_id,))
        return _service(row) if row else None

    def services(self) -> list[ServiceRow]:
        """All of them."""
        return [_service(row) for row in self._catalog.rows(_SERVICES + " ORDER BY s.id")]

    def in_pool(self, pool_id: int) -> list[ServiceRow]:
        """Those of one compute pool."""
        sql = _SERVICES + " WHERE s.pool_id = ? ORDER BY s.id"
        return [_service(row) for row in self._catalog.rows(sql, (pool_id,))]

    def set_service(self, service_id: int, **values: Any) -> None:
        """Change columns of a service."""
        self._set_service(service_id, "id = ?", (service_id,), values)

    def conclude(self, row: ServiceRow, **values: Any) -> None:
        """Change columns of a service, unless a statement has meanwhile changed what they follow from."""
        known = (row.id, row.suspended, row.revision.digest)
        self._set_service(row.id, "id = ? AND suspended = ? AND spec_digest = ?", known, values)

    def _set_service(self, service_id: int, where: str, key: tuple[Any, ...], values: Mapping[str, Any]) -> None:
        before = self._how_far(service_id) if "status" in values else None
        self._set("services", where, key, values)
        now = self._how_far(service_id) if before else None
        if before and now and before["status"] != now["status"]:
            self._events.service(service_id, now["status"])
        if before and now and before["upgrading"] and not now["upgrading"]:
            self._events.service(service_id, UPGRADED)

    def _how_far(self, service_id: int) -> Row | None:
        return self._catalog.row("SELECT status, upgrading FROM services WHERE id = ?", (service_id,))

    def try_again(self, service_id: int) -> None:
        """Have containers that crashed started anew, as if for the first time."""
        for container in self.containers(service_id):
            if container.crashes:
                self.set_container(container, crashes=0, next_look=0.0, status=ContainerStatus.PENDING)

    # Instances and containers

    def instances(self, service_id: int) -> list[InstanceRow]:
        """Of a service, by number."""
        sql = "SELECT * FROM service_instances WHERE service_id = ? ORDER BY number"
        return [_instance(row) for row in self._catalog.rows(sql, (service_id,))]

    def add_instance(self, service_id: int, number: int, revision: Revision, messages: Mapping[str, str]) -> None:
        """An instance to be placed, a row for each of its containers, and an address that none had lately."""
        self._catalog.execute("UPDATE last_address SET number = number + 1")
        self._catalog.execute(
            "INSERT INTO service_instances"
            " (service_id, number, specification, images, spec_digest, created_on, address, placed)"
            " SELECT ?, ?, ?, ?, ?, ?, number, 0 FROM last_address",
            (service_id, number, *_values(revision), time.time()),
        )
        for name, message in messages.items():
            self._catalog.execute(
                "INSERT INTO service_containers (service_id, number, name, message) VALUES (?, ?, ?, ?)",
                (service_id, number, name, message),
            )
        self._events.instance(service_id, number, InstanceStatus.PENDING)
        for name, message in messages.items():
            self._events.container(service_id, number, name, ContainerStatus.PENDING, message)

    def set_instance(self, instance: InstanceRow, **values: Any) -> None:
        """Change columns of an instance."""
        self._set("service_instances", "service_id = ? AND number = ?", (instance.service_id, instance.number), values)
        if values.get("status", instance.status) != instance.status:
            self._events.instance(instance.service_id, instance.number, values["status"])

    def placed(self, service_id: int) -> list[InstanceRow]:
        """The instances that take room on a node."""
        return [instance for instance in self.instances(service_id) if instance.placed and not instance.ended]

    def remove_instance(self, instance: InstanceRow) -> None:
        """Forget an instance."""
        self._catalog.execute(
            "DELETE FROM service_instances WHERE service_id = ? AND number = ?", (instance.service_id, instance.number)
        )

    def containers(self, service_id: int, number: int | None = None) -> list[ContainerRow]:
        """Of a service, or of one instance."""
        sql = (
            "SELECT * FROM service_containers WHERE service_id = ? AND number = COALESCE(?, number)"
            " ORDER BY number, rowid"
        )
        return [_container(row) for row in self._catalog.rows(sql, (service_id, number))]

    def set_container(self, row: ContainerRow, **values: Any) -> ContainerRow:
        """Change columns of a container; the row as it is then."""
        key = (row.service_id, row.number, row.name)
        changed = replace(row, **values)
        if changed != row:
            self._set("service_containers", "service_id = ? AND number = ? AND name = ?", key, values)
        if (changed.status, changed.message) != (row.status, row.message):
            self._events.container(*key, changed.status, changed.message)
        return changed

    def _set(self, table: str, where: str, key: tuple[Any, ...], values: Mapping[str, Any]) -> None:
        columns = ", ".join(f"{column} = ?" for column in values)
        # table and columns are names written in this package
        self._catalog.execute(f"UPDATE {table} SET {columns} WHERE {where}", (*values.values(), *key))  # noqa: S608


def _values(revision: Revision) -> tuple[str, str, str]:
    return revision.text, json.dumps(dict(revision.images)), revision.digest


def _revision(row: Row) -> Revision:
    return Revision(row["specification"], parse(row["specification"]), json.loads(row["images"]), row["spec_digest"])


def _service(row: Row) -> ServiceRow:
    return ServiceRow(
        row["id"],
        row["pool_id"],
        _revision(row),
        bool(row["suspended"]),
        ServiceStatus(row["status"]),
        bool(row["upgrading"]),
        bool(row["ever_ran"]),
        row["resumed_on"],
        row["suspended_on"],
        None if row["service_id"] is None else Job(bool(row["asynchronous"]), row["replicas"], row["ended_on"]),
    )


def _instance(row: Row) -> InstanceRow:
    return InstanceRow(
        row["service_id"],
        row["number"],
        _revision(row),
        row["address"],
        bool(row["placed"]),
        InstanceStatus(row["status"]),
        row["message"],
        row["created_on"],
        row["started_on"],
        bool(row["ended"]),
    )


def _container(row: Row) -> ContainerRow:
    return ContainerRow(**{**row, "status": ContainerStatus(row["status"])})
