"""Names outside of SQL: DNS names, containers, networks, volumes."""

from __future__ import annotations

import hashlib

from spcs_local.kinds.view import View
from spcs_local.model.objects import StoredObject

DOMAIN = "svc.spcs.internal"


def host(service: str) -> str:
    """A service's name as a DNS label."""
    return service.lower().replace("_", "-")


def schema_hash(schema_id: int | None) -> str:
    """Belongs to the schema as an object: another of the same name has another."""
    return hashlib.sha256(f"schema {schema_id}".encode()).hexdigest()[:4]


def dns_name(found: StoredObject, _view: View | None = None) -> str:
    """`<service>.<hash>.svc.spcs.internal`."""
    return f"{host(found.name)}.{schema_hash(found.parent_id)}.{DOMAIN}"


def dns_names(found: StoredObject) -> tuple[str, str]:
    """What a service answers to; the second name is for all of its instances."""
    return dns_name(found), f"instances.{dns_name(found)}"


def prefix(account_id: str) -> str:
    """Begins everything that an account makes in Docker."""
    return f"milvus-spcs-{account_id}"


def inside(account_id: str) -> str:
    """The network that every service is on: it has no way out."""
    return f"{prefix(account_id)}-services"


def outside(account_id: str) -> str:
    """The network with a way out, on which the gate alone is."""
    return f"{prefix(account_id)}-outside"


def service(account_id: str, service_id: int) -> str:
    """Begins the names of a service's containers and volumes."""
    return f"{prefix(account_id)}-{service_id}-"


def container(account_id: str, service_id: int, number: int, name: str) -> str:
    """A container of an instance."""
    return f"{service(account_id, service_id)}{number}-{name}"


def holder(account_id: str, service_id: int, number: int) -> str:
    """What keeps the network of an instance; no container of a specification can have its name."""
    return container(account_id, service_id, number, "_network")


def volume(account_id: str, service_id: int, name: str, number: int) -> str:
    """A block or local volume of an instance."""
    return f"{service(account_id, service_id)}{name}-{number}"
