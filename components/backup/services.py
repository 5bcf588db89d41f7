"""The services of a stack that hold data on block volumes, and those that work with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from components.account_objects import CANNOT_BE_SEEN, SERVICE, ObjectName
from components.deployment import Deployment
from components.recorded_objects import object_name
from components.session import Session, StatementError
from components.specification import block_volumes
from components.sql import SchemaObject

NOTHING = "has no service with a block volume in its account. To do: pulumi up makes what the stack has"


class BackupError(Exception):
    """Why a backup or a restore is not made: what is wrong, and what to do."""


@dataclass(frozen=True)
class FoundService:
    """As the account describes it; `volumes` are its block volumes, by their names."""

    object: SchemaObject
    owner: str
    status: str
    pool: str
    instances: int
    text: str

    @property
    def volumes(self) -> tuple[str, ...]:
        return tuple(block_volumes(self.text))

    @property
    def ports(self) -> set[int]:
        """Of its endpoints."""
        return {int(it.get("port", 0)) for it in yaml.safe_load(self.text)["spec"].get("endpoints") or ()}

    @property
    def containers(self) -> list[dict[str, Any]]:
        """Of its specification."""
        return list(yaml.safe_load(self.text)["spec"]["containers"])


@dataclass(frozen=True)
class FoundServices:
    """`holding` have block volumes; `beside` have the same owners as these and none, such as nodes of a cluster."""

    holding: tuple[FoundService, ...]
    beside: tuple[FoundService, ...]

    @property
    def in_order_of_rest(self) -> tuple[FoundService, ...]:
        """What works with the data is suspended first, and resumed last."""
        return (*self.beside, *self.holding)

    @property
    def bucket_outside(self) -> str | None:
        """The host of the object storage, where none of these services is that."""
        own = {it.object.name.host for it in (*self.holding, *self.beside)}
        environments = (container.get("env") or {} for it in self.beside for container in it.containers)
        hosts = {env["MINIO_ADDRESS"] for env in environments if "MINIO_ADDRESS" in env}
        return next(iter(sorted(hosts - own)), None)

    @property
    def volumes(self) -> list[tuple[FoundService, str, str]]:
        """Each with its instance."""
        return [
            (service, volume, str(instance))
            for service in self.holding
            for volume in service.volumes
            for instance in range(service.instances)
        ]


def find_services(deployment: Deployment, session: Session, stack: str) -> FoundServices:
    """Those of a state that are in the account. Raises BackupError and StatementError."""
    names = (object_name(it["type"], it.get("inputs", {})) for it in deployment.resources if "id" in it)
    found = [_described(session, name) for name in names if name and name.kind == SERVICE]
    there = sorted((it for it in found if it), key=lambda it: str(it.object))
    holding = tuple(it for it in there if it.volumes)
    if not holding:
        raise BackupError(f"stack {stack} {NOTHING}")
    owners = {it.owner for it in holding}
    return FoundServices(holding, tuple(it for it in there if not it.volumes and it.owner in owners))


def image_digests(session: Session, service: FoundService) -> Sequence[str]:
    """Of what its containers run, each once; none of one that is suspended."""
    rows = session.rows(f"SHOW SERVICE CONTAINERS IN SERVICE {service.object.quoted}")
    return tuple(dict.fromkeys(str(it["image_digest"]) for it in rows if it.get("image_digest")))


def _described(session: Session, name: ObjectName) -> FoundService | None:
    database, schema, own = name.parts
    service = SchemaObject(database, schema, own)
    try:
        row = session.rows(f"DESCRIBE SERVICE {service.quoted}")[0]
    except StatementError as error:
        if error.number in CANNOT_BE_SEEN:
            return None
        raise
    return FoundService(
        service,
        str(row["owner"]),
        str(row["status"]),
        str(row["compute_pool"]),
        int(row["max_instances"]),
        str(row["spec"]),
    )
