"""A Milvus in memory, whose rows are bytes, and which can be killed at any call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from keeper.archive import ArchiveError, Batch
from keeper.contents import Collection, Index, Role

DEFAULT = "default"
FLAT = Index("i", "vector", {"index_type": "FLAT", "metric_type": "L2"})
PAGE = 2


class KilledError(Exception):
    """The process has ended here."""


@dataclass
class Held:
    """Rows by partitions."""

    collection: Collection
    rows: dict[str | None, list[bytes]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))


@dataclass
class FakeMilvus:
    """`calls_left` is after how many calls that change something it is killed."""

    held: dict[tuple[str, str], Held] = field(default_factory=dict)
    names: list[str] = field(default_factory=lambda: [DEFAULT])
    led: dict[tuple[str, str], str] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    known: dict[str, Role] = field(default_factory=dict)
    calls_left: int | None = None
    lost: int = 0
    released: list[str] = field(default_factory=list)
    loading: set[str] = field(default_factory=set)

    def add(self, name: str, rows: dict[str | None, list[bytes]], database: str = DEFAULT, **more: object) -> None:
        fields = [{"name": "id", "is_primary_key": True}, {"name": "vector"}]
        partitions = tuple(str(it) for it in rows if it) or ("_default",)
        made = Collection(database, name, {"fields": fields}, 1, 2, {}, (), partitions, (FLAT,), loaded=True)
        self.held[database, name] = Held(replace(made, **more), rows)  # type: ignore[arg-type]

    def rows(self, name: str, database: str = DEFAULT) -> dict[str | None, list[bytes]]:
        return {part: rows for part, rows in self.held[database, name].rows.items() if rows}

    def version(self) -> str:
        return "v2.3.5"

    def databases(self) -> list[str]:
        return list(self.names)

    def collections(self, database: str) -> list[str]:
        return [name for own, name in self.held if own == database]

    def describe(self, database: str, name: str) -> Collection:
        return replace(self.held[database, name].collection, aliases=tuple(self.aliases(database, name)))

    def aliases(self, database: str, name: str) -> list[str]:
        return sorted(alias for (own, alias), to in self.led.items() if (own, to) == (database, name))

    def load(self, database: str, name: str) -> None:
        self._change(database, name, loaded=True)

    def until_loaded(self, database: str, name: str) -> None:
        self.loading.discard(name)
        self._loaded(database, name)

    def release(self, database: str, name: str) -> None:
        self.released.append(name)
        self._change(database, name, loaded=False)

    def count(self, database: str, name: str) -> int:
        return self._loaded(database, name).count

    def pages(self, collection: Collection, part: str | None) -> Iterator[Batch]:
        rows = self._loaded(collection.database, collection.name).rows.get(part, [])
        rows = rows[: len(rows) - self.lost]
        for first in range(0, len(rows), PAGE):
            page = rows[first : first + PAGE]
            yield Batch(len(page), tuple(page))

    def users(self) -> list[str]:
        return sorted(self.passwords)

    def roles(self) -> list[Role]:
        return list(self.known.values())

    def create_database(self, name: str) -> None:
        self._called()
        self.names.append(name)

    def create(self, collection: Collection, name: str) -> None:
        self._called()
        assert (collection.database, name) not in self.held
        made = replace(collection, name=name, aliases=(), indexes=(), loaded=False)
        self.held[collection.database, name] = Held(made)

    def insert(self, collection: Collection, name: str, part: str | None, batch: Batch) -> None:
        self._called()
        self.held[collection.database, name].rows.setdefault(part, []).extend(batch.columns)

    def flush(self, database: str, name: str) -> None:
        self._called()
        if self.lost:
            del next(iter(self.held[database, name].rows.values()))[-self.lost :]

    def index(self, database: str, name: str, index: Index) -> None:
        self._called()
        self._change(database, name, indexes=(*self.held[database, name].collection.indexes, index))

    def rename(self, database: str, name: str, to: str) -> None:
        self._called()
        assert (database, to) not in self.held
        found = self.held.pop((database, name))
        self.held[database, to] = Held(replace(found.collection, name=to), found.rows)
        self.led = {key: to if (key[0], led) == (database, name) else led for key, led in self.led.items()}

    def drop(self, database: str, name: str) -> None:
        self._called()
        assert not self.aliases(database, name)
        del self.held[database, name]

    def alias(self, database: str, name: str, alias: str) -> None:
        self._called()
        self.led[database, alias] = name

    def unalias(self, database: str, alias: str) -> None:
        self._called()
        del self.led[database, alias]

    def create_user(self, name: str, password: str) -> None:
        self._called()
        self.passwords[name] = password

    def create_role(self, name: str) -> None:
        self._called()
        self.known[name] = Role(name, (), ())

    def grant(self, role: Role) -> None:
        self._called()
        self.known[role.name] = role

    def _called(self) -> None:
        if self.calls_left == 0:
            raise KilledError
        if self.calls_left is not None:
            self.calls_left -= 1

    def _loaded(self, database: str, name: str) -> Held:
        if name in self.loading or not self.held[database, name].collection.loaded:
            raise ArchiveError(f"{name} is not loaded")
        return self.held[database, name]

    def _change(self, database: str, name: str, **fields: object) -> None:
        found = self.held[database, name]
        found.collection = replace(found.collection, **fields)  # type: ignore[arg-type]
