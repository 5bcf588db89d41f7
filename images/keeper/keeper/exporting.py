"""`keeper export`: all that a Milvus holds, into a directory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from keeper.archive import ArchiveError, Batch, Writer
from keeper.contents import COMING, GOING, Collection, Contents, Kept, Role


class Source(Protocol):
    """A Milvus, to be read."""

    def version(self) -> str: ...

    def databases(self) -> list[str]: ...

    def collections(self, database: str) -> list[str]: ...

    def describe(self, database: str, name: str) -> Collection: ...

    def load(self, database: str, name: str) -> None: ...

    def until_loaded(self, database: str, name: str) -> None: ...

    def release(self, database: str, name: str) -> None: ...

    def count(self, database: str, name: str) -> int: ...

    def pages(self, collection: Collection, part: str | None) -> Iterator[Batch]: ...

    def users(self) -> list[str]: ...

    def roles(self) -> list[Role]: ...


def export(source: Source, directory: Path, say: Callable[[str], None]) -> Contents:
    """Raises ArchiveError; what is written by then is recognised as no export."""
    writer = Writer(directory)
    kept: list[Kept] = []
    databases = source.databases()
    for database in databases:
        for name in _whole(source.collections(database)):
            kept.append(_collection(source, writer, source.describe(database, name), len(kept), say))
    contents = Contents(source.version(), tuple(databases), tuple(kept), tuple(source.users()), tuple(source.roles()))
    writer.finish(contents.written())
    say(f"export: {len(kept)} collections, {sum(it.rows for it in kept)} rows, in {directory}")
    return contents


def _whole(names: list[str]) -> list[str]:
    """Without what a killed import has left beside them."""
    return sorted(it for it in names if not it.endswith(COMING) and it.removesuffix(GOING) not in {*names} - {it})


def _collection(
    source: Source, writer: Writer, collection: Collection, number: int, say: Callable[[str], None]
) -> Kept:
    """Milvus reads the rows of loaded collections alone: one that is not is loaded meanwhile."""
    if not (collection.loaded or collection.indexes):
        raise ArchiveError(
            f"collection {collection} has no index, so that Milvus cannot load and read it. To do: make an index "
            "of its vectors, FLAT for example"
        )
    have_loaded = source.until_loaded if collection.loaded else source.load
    have_loaded(collection.database, collection.name)
    try:
        before = source.count(collection.database, collection.name)
        files = []
        for position, part in enumerate(collection.parts):
            prefix = f"collection{number:04}-part{position:04}"
            files.append((part, tuple(writer.write(prefix, source.pages(collection, part)))))
        kept = Kept(collection, tuple(files))
        _compare(kept, before, source.count(collection.database, collection.name))
    finally:
        if not collection.loaded:
            source.release(collection.database, collection.name)
    say(f"export: {collection}, {kept.rows} rows")
    return kept


def _compare(kept: Kept, before: int, after: int) -> None:
    """Where nobody writes meanwhile, each row was read once."""
    if before == after != kept.rows:
        raise ArchiveError(
            f"collection {kept.collection} has {after} rows, and {kept.rows} were read: two rows may have the same "
            "primary key. To do: upsert them, or delete one of each"
        )
