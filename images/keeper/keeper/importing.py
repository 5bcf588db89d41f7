"""`keeper import`: an export into a Milvus, whatever its version.

A collection is made beside the one that it replaces, under a name of its own, and takes its place by renaming once all
of its rows are there: killed at any moment, it leaves one of the two whole, and the next import clears up.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from keeper import archive
from keeper.archive import ArchiveError, Batch
from keeper.contents import COMING, GOING, Collection, Contents, Index, Kept, Role


class Target(Protocol):
    """A Milvus, to be written to."""

    def databases(self) -> list[str]: ...

    def collections(self, database: str) -> list[str]: ...

    def create_database(self, name: str) -> None: ...

    def create(self, collection: Collection, name: str) -> None: ...

    def insert(self, collection: Collection, name: str, part: str | None, batch: Batch) -> None: ...

    def flush(self, database: str, name: str) -> None: ...

    def index(self, database: str, name: str, index: Index) -> None: ...

    def load(self, database: str, name: str) -> None: ...

    def release(self, database: str, name: str) -> None: ...

    def count(self, database: str, name: str) -> int: ...

    def aliases(self, database: str, name: str) -> list[str]: ...

    def rename(self, database: str, name: str, to: str) -> None: ...

    def drop(self, database: str, name: str) -> None: ...

    def alias(self, database: str, name: str, alias: str) -> None: ...

    def unalias(self, database: str, alias: str) -> None: ...

    def users(self) -> list[str]: ...

    def create_user(self, name: str, password: str) -> None: ...

    def roles(self) -> list[Role]: ...

    def create_role(self, name: str) -> None: ...

    def grant(self, role: Role) -> None: ...


class Import:
    """Of an export in a directory."""

    def __init__(self, target: Target, directory: Path, say: Callable[[str], None]) -> None:
        self._target, self._directory, self._say = target, directory, say

    def run(self, *, replace: bool) -> None:
        """Raises ArchiveError before anything is changed."""
        contents = Contents.read(archive.read_manifest(self._directory))
        archive.check(self._directory, [it for kept in contents.collections for _, own in kept.files for it in own])
        there = {name: set(self._target.collections(name)) for name in self._target.databases()}
        self._refuse(contents.collections, there, replace=replace)
        for name in contents.databases:
            if name not in there:
                self._target.create_database(name)
        for kept in contents.collections:
            self._put(kept, there.get(kept.collection.database, set()))
        self._users(contents)
        self._roles(contents.roles)
        self._say(
            f"import: {len(contents.collections)} collections, {sum(it.rows for it in contents.collections)} rows"
        )

    def _refuse(self, collections: Iterable[Kept], there: dict[str, set[str]], *, replace: bool) -> None:
        """One that a killed import was about to replace is there under another name."""
        names = {(database, name.removesuffix(GOING)) for database, own in there.items() for name in own}
        taken = [it.collection for it in collections if (it.collection.database, it.collection.name) in names]
        if taken and not replace:
            raise ArchiveError(
                f"there is {', '.join(map(str, taken))} already, and nothing was changed. To do: REPLACE=1 replaces "
                "what the export has and leaves everything else"
            )

    def _put(self, kept: Kept, there: set[str]) -> None:
        collection, target = kept.collection, self._target
        database, name = collection.database, collection.name
        coming, going = name + COMING, name + GOING
        if coming in there:  # of an import that was killed
            target.drop(database, coming)
        if going in there and name not in there:  # killed between the two renamings
            target.rename(database, going, name)
            there = {*there, name} - {going}
        self._fill(kept, coming)
        if name in there:
            if going in there:
                target.drop(database, going)
            target.rename(database, name, going)
        target.rename(database, coming, name)
        for alias in collection.aliases:
            target.alias(database, name, alias)
        if name in there:
            self._drop(database, going)
        self._say(f"import: {collection}, {kept.rows} rows")

    def _fill(self, kept: Kept, name: str) -> None:
        """All of it, searchable as it was."""
        collection, target = kept.collection, self._target
        database = collection.database
        target.create(collection, name)
        for part, files in kept.files:
            for file in files:
                for batch in archive.batches(self._directory, file):
                    target.insert(collection, name, part, batch)
        target.flush(database, name)
        for index in collection.indexes:
            target.index(database, name, index)
        target.load(database, name)
        found = target.count(database, name)
        if found != kept.rows:
            raise ArchiveError(
                f"collection {collection} has {found} rows after the import, and {kept.rows} were exported. What was "
                "there before is there still. To do: import it again"
            )
        if not collection.loaded:
            target.release(database, name)

    def _drop(self, database: str, name: str) -> None:
        """Milvus drops none that an alias leads to."""
        for alias in self._target.aliases(database, name):
            self._target.unalias(database, alias)
        self._target.drop(database, name)

    def _users(self, contents: Contents) -> None:
        """Those that are there keep their passwords."""
        new = sorted(set(contents.users) - set(self._target.users()))
        for name in new:
            self._target.create_user(name, secrets.token_urlsafe(24))
        if new:
            self._say(f"import: nobody knows the passwords of {', '.join(new)}. To do: set them as root")

    def _roles(self, roles: Iterable[Role]) -> None:
        there = {it.name for it in self._target.roles()}
        for role in roles:
            if role.name not in there:
                self._target.create_role(role.name)
            self._target.grant(role)
