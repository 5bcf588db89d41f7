"""Services as the account describes them: those that hold data on block volumes, and those that work with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from components.account_objects import CANNOT_BE_SEEN
from components.milvus_versions import oldest, version_text
from components.session import Session, StatementError
from components.specification import block_volumes, initial_snapshots
from components.sql import SchemaObject


@dataclass(frozen=True)
class FoundService:
    """`volumes` are its block volumes, by their names."""

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

    @property
    def images(self) -> list[str]:
        """Of its containers, as the specification names them."""
        return [str(it.get("image")) for it in self.containers]

    @property
    def version(self) -> str | None:
        """Of the Milvus that it runs, as far as an image tells."""
        return oldest(map(version_text, self.images))


@dataclass(frozen=True)
class FoundServices:
    """`holding` have block volumes; `beside` have the same owners as these and none, such as nodes of a cluster."""

    holding: tuple[FoundService, ...]
    beside: tuple[FoundService, ...]

    @classmethod
    def of(cls, found: Iterable[FoundService]) -> FoundServices:
        """Of all that were found; those of other owners are left out."""
        there = sorted(found, key=lambda it: str(it.object))
        holding = tuple(it for it in there if it.volumes)
        owners = {it.owner for it in holding}
        return cls(holding, tuple(it for it in there if not it.volumes and it.owner in owners))

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
    def version(self) -> str | None:
        """The oldest Milvus that the nodes of a cluster run, or what holds the data; None unless images of all tell."""
        versions = [it.version for it in self.beside or self.holding]
        return oldest(versions) if all(versions) else None

    @property
    def initial(self) -> list[str]:
        """The snapshots that volumes have begun with."""
        return [name for it in self.holding for name in initial_snapshots(it.text)]

    @property
    def volumes(self) -> list[tuple[FoundService, str, str]]:
        """Each with its instance."""
        return [
            (service, volume, str(instance))
            for service in self.holding
            for volume in service.volumes
            for instance in range(service.instances)
        ]


def described(session: Session, service: SchemaObject) -> FoundService | None:
    """None where there is none that can be seen. Raises StatementError."""
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


def image_digests(session: Session, service: FoundService) -> Sequence[str]:
    """Of what its containers run, each once; none of one that is suspended."""
    rows = session.rows(f"SHOW SERVICE CONTAINERS IN SERVICE {service.object.quoted}")
    return tuple(dict.fromkeys(str(it["image_digest"]) for it in rows if it.get("image_digest")))
