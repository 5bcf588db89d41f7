"""What the account shows of a service, and what is still awaited of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from components.session import Row, Session, StatementError
from components.sql import SchemaObject, literal

FAILED = frozenset({"FAILED", "INTERNAL_ERROR", "DELETING", "DELETED"})


@dataclass(frozen=True)
class Instance:
    id: str
    status: str
    spec_digest: str


@dataclass(frozen=True)
class Container:
    instance: str
    name: str
    status: str
    message: str
    image_digest: str
    restarts: int = 0


@dataclass(frozen=True)
class ServiceState:
    status: str
    is_upgrading: bool
    spec_digest: str
    dns_name: str
    compute_pool: str = ""
    instances: tuple[Instance, ...] = ()
    containers: tuple[Container, ...] = ()
    ingress_urls: tuple[str, ...] = ()

    def awaited(self, digest: str, public_endpoints: int, instances: int = 1) -> str | None:
        """What a roll to `digest` with so many instances still waits for, or None when it is done."""
        if self.status != "RUNNING":
            return f"status RUNNING, is {self.status}{self._unready()}"
        if self.is_upgrading:
            return f"the upgrade to end{self._unready()}"
        if not self.instances or any(instance.spec_digest != digest for instance in self.instances):
            return "instances of the new specification"
        if len(self.instances) != instances:
            return f"{instances} instances, has {len(self.instances)}"
        if any(instance.status != "READY" for instance in self.instances) or self._unready():
            return f"READY containers{self._unready()}"
        if len(self.ingress_urls) < public_endpoints:
            return "an address for each public endpoint"
        return None

    def differs(self, digest: str, end: str = "RUNNING") -> str | None:
        """What is otherwise than at the end of a roll to `digest`, which is RUNNING or SUSPENDED; or None."""
        if self.status != end:
            return f"it is {self.status}"
        if self.is_upgrading:
            return "it is upgrading"
        return "it runs another specification" if self.spec_digest != digest else None

    def failed_with(self, digest: str) -> bool:
        """Whether it has failed with the wanted specification, and not with the one that it is about to leave."""
        on_digest = {instance.id for instance in self.instances if instance.spec_digest == digest}
        return (
            (self.status in FAILED and not self.is_upgrading)
            or any(item.status == "FAILED" for item in self.instances if item.id in on_digest)
            or any(item.status == "FAILED" for item in self.containers if item.instance in on_digest)
        )

    def unready_with(self, digest: str) -> tuple[Container, ...]:
        """Containers of the wanted specification that are not ready, without those that are about to go."""
        on_digest = {instance.id for instance in self.instances if instance.spec_digest == digest}
        return tuple(container for container in self.unready_containers if container.instance in on_digest)

    @property
    def unready_containers(self) -> tuple[Container, ...]:
        return tuple(container for container in self.containers if container.status != "READY")

    def _unready(self) -> str:
        if not self.unready_containers:
            return ""
        container = self.unready_containers[0]
        message = f" ({container.message})" if container.message else ""
        return f"; container {container.name} of instance {container.instance} is {container.status}{message}"


def describe(session: Session, service: SchemaObject) -> ServiceState:
    """The service alone, without instances, containers and addresses. Raises StatementError."""
    return _described(session.rows(f"DESCRIBE SERVICE {service.quoted}")[0])


def show(session: Session, beside: SchemaObject) -> dict[str, ServiceState]:
    """The same of all services in the schema of this one, by their names; without those that the role may not see.
    Raises StatementError."""
    rows = session.rows(f"SHOW SERVICES IN SCHEMA {beside.database.quoted}.{beside.schema.quoted}")
    return {_text(row, "name"): _described(row) for row in rows}


def _described(row: Row) -> ServiceState:
    return ServiceState(
        status=_text(row, "status"),
        is_upgrading=_text(row, "is_upgrading") == "true",
        spec_digest=_text(row, "spec_digest"),
        dns_name=_text(row, "dns_name"),
        compute_pool=_text(row, "compute_pool"),
    )


def pool_line(session: Session, pool: str) -> str:
    """What a compute pool shows of itself; nothing to who may not see it."""
    try:
        (row,) = session.rows(f"DESCRIBE COMPUTE POOL IDENTIFIER({literal(pool)})")
    except StatementError:
        return ""
    nodes = f"{_text(row, 'active_nodes')} of {_text(row, 'max_nodes')} nodes active"
    said = [_text(row, column) for column in ("error_code", "status_message") if _text(row, column)]
    return ", ".join([f"compute pool {pool}: {_text(row, 'state')}", nodes, *said])


def read_state(session: Session, service: SchemaObject, public_endpoints: int) -> ServiceState:
    """Raises StatementError, DOES_NOT_EXIST among others. Without public endpoints nobody asks for addresses."""
    described = describe(session, service)
    kinds = ("SERVICE INSTANCES", "SERVICE CONTAINERS", *(("ENDPOINTS",) if public_endpoints else ()))
    # at once: none needs another, and each takes a round trip. What is older than the rest only makes a roll look again
    with ThreadPoolExecutor(len(kinds)) as pool:
        shown = pool.map(session.rows, (f"SHOW {kind} IN SERVICE {service.quoted}" for kind in kinds))
        instances, containers, *endpoints = shown
    return replace(
        described,
        instances=tuple(_instance(row) for row in instances if row.get("instance_id") is not None),
        containers=tuple(_container(row) for row in containers if row.get("instance_id") is not None),
        ingress_urls=tuple(_text(row, "ingress_url") for rows in endpoints for row in rows if _has_address(row)),
    )


def _instance(row: Row) -> Instance:
    return Instance(_text(row, "instance_id"), _text(row, "status"), _text(row, "spec_digest"))


def _container(row: Row) -> Container:
    return Container(
        instance=_text(row, "instance_id"),
        name=_text(row, "container_name"),
        status=_text(row, "status"),
        message=_text(row, "message"),
        image_digest=_text(row, "image_digest"),
        restarts=int(row.get("restart_count") or 0),
    )


def _has_address(row: Row) -> bool:
    """Whether a public endpoint has a host; until then the column may hold a sentence about the progress."""
    url = _text(row, "ingress_url")
    return _text(row, "is_public").lower() == "true" and "." in url and " " not in url


def _text(row: Row, column: str) -> str:
    value: Any = row.get(column)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
