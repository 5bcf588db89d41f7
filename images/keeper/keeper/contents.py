"""What a Milvus holds beside rows, as the manifest of an export has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from keeper.archive import DataFile

# what an import puts beside a collection that it replaces: the new one, and for a moment the old one
COMING, GOING = "_spcs_coming", "_spcs_going"


@dataclass(frozen=True)
class Index:
    """`params` are index type, metric and what else Milvus was told."""

    name: str
    field: str
    params: Mapping[str, str]


@dataclass(frozen=True)
class Collection:
    """`schema` is Milvus' own message as JSON has it. Rows of a collection with a partition key are in no partition by
    name: Milvus puts them there."""

    database: str
    name: str
    schema: Mapping[str, Any]
    shards: int
    consistency: int
    properties: Mapping[str, str]
    aliases: tuple[str, ...]
    partitions: tuple[str, ...]
    indexes: tuple[Index, ...]
    loaded: bool

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        return list(self.schema["fields"])

    @property
    def key(self) -> Mapping[str, Any]:
        """The primary key's field."""
        return next(it for it in self.fields if it.get("is_primary_key"))

    @property
    def by_partition_key(self) -> bool:
        return any(it.get("is_partition_key") for it in self.fields)

    @property
    def parts(self) -> tuple[str | None, ...]:
        """What its rows are read and written by."""
        return (None,) if self.by_partition_key else self.partitions

    def __str__(self) -> str:
        return f"{self.database}.{self.name}"


@dataclass(frozen=True)
class Kept:
    """A collection with the files of its parts."""

    collection: Collection
    files: tuple[tuple[str | None, tuple[DataFile, ...]], ...]

    @property
    def rows(self) -> int:
        return sum(it.rows for _, files in self.files for it in files)


@dataclass(frozen=True)
class Grant:
    database: str
    kind: str
    name: str
    privilege: str


@dataclass(frozen=True)
class Role:
    name: str
    grants: tuple[Grant, ...]
    users: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """`users` are names: no Milvus gives passwords out."""

    milvus: str
    databases: tuple[str, ...]
    collections: tuple[Kept, ...]
    users: tuple[str, ...]
    roles: tuple[Role, ...]

    def written(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self)

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> Contents:
        """Of a manifest of this version."""
        return cls(
            milvus=manifest["milvus"],
            databases=tuple(manifest["databases"]),
            collections=tuple(map(_kept, manifest["collections"])),
            users=tuple(manifest["users"]),
            roles=tuple(
                Role(it["name"], tuple(Grant(**grant) for grant in it["grants"]), tuple(it["users"]))
                for it in manifest["roles"]
            ),
        )


def _kept(found: Mapping[str, Any]) -> Kept:
    about = found["collection"]
    collection = Collection(
        **{
            **about,
            "aliases": tuple(about["aliases"]),
            "partitions": tuple(about["partitions"]),
            "indexes": tuple(Index(**it) for it in about["indexes"]),
        }
    )
    files = ((part, tuple(DataFile(**it) for it in own)) for part, own in found["files"])
    return Kept(collection, tuple(files))
