"""Block and local volumes: their names, what is in them at first, and which wait to be removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spcs_local.catalog import Catalog
from spcs_local.containers.port import ContainerPort
from spcs_local.services import names

# no volume of a specification has one in its name: with a hyphen, as it was before, `data-0` of an instance has the
# name that `data` of another has once it is restored
_BEFORE_TIMES = "_"


@dataclass(frozen=True)
class Need:
    """A volume that an instance is to have: its owner, and the volume that it begins as a copy of."""

    name: str
    owner: tuple[int, int] | None = None
    source: str | None = None


class Volumes:
    """The catalog's rows of volumes. Callers hold a transaction around changes."""

    def __init__(self, catalog: Catalog, account_id: str) -> None:
        self._catalog = catalog
        self._account_id = account_id

    def name(self, service_id: int, volume: str, number: int) -> str:
        """The volume of an instance; once restored it is another."""
        first = names.volume(self._account_id, service_id, volume, number)
        restored = self._restored(service_id, volume, number)
        return f"{first}{restored[2]}{restored[0]}" if restored else first

    def source(self, service_id: int, volume: str, number: int) -> str | None:
        """What it was restored from; nothing, if that was of an instance that never ran."""
        restored = self._restored(service_id, volume, number)
        return restored[1] if restored else None

    def restored(self, service_id: int, volume: str, number: int) -> bool:
        """Whether it was."""
        return self._restored(service_id, volume, number) is not None

    def restore(self, service_id: int, volume: str, number: int, source: str | None) -> None:
        """From now on the instance has another volume, which begins as a copy of the source."""
        restored = self._restored(service_id, volume, number)
        times = restored[0] + 1 if restored else 1
        self._catalog.execute(
            "INSERT OR REPLACE INTO restored_volumes VALUES (?, ?, ?, ?, ?, ?)",
            (service_id, volume, number, times, source, _BEFORE_TIMES),
        )

    def _restored(self, service_id: int, volume: str, number: int) -> tuple[int, str | None, str] | None:
        row = self._catalog.row(
            "SELECT * FROM restored_volumes WHERE service_id = ? AND volume = ? AND number = ?",
            (service_id, volume, number),
        )
        return (row["times"], row["source"], row["before_times"]) if row else None

    def prepare(self, port: ContainerPort, need: Need) -> None:
        """Have the volume, filled and owned once."""
        port.ensure_volume(need.name)
        if self.prepared(need.name):
            return
        if need.source is not None:
            port.copy_volume(need.source, need.name)
        if need.owner is not None:
            port.own_volume(need.name, *need.owner)
        self._catalog.execute("INSERT OR IGNORE INTO prepared_volumes VALUES (?)", (need.name,))

    def prepared(self, name: str) -> bool:
        """Whether something may be in it."""
        return self._catalog.row("SELECT name FROM prepared_volumes WHERE name = ?", (name,)) is not None

    def doom(self, name: str) -> None:
        """Have a volume removed once no container holds it."""
        self._catalog.execute("INSERT OR IGNORE INTO doomed_volumes VALUES (?)", (name,))

    def doomed(self) -> list[str]:
        """Those that wait to be removed."""
        return [row["name"] for row in self._catalog.rows("SELECT name FROM doomed_volumes")]

    def remove_doomed(self, port: ContainerPort, doomed: Iterable[str]) -> None:
        """Remove what waited for it."""
        for name in doomed:
            self.remove(port, name)
            self._catalog.execute("DELETE FROM doomed_volumes WHERE name = ?", (name,))

    def remove(self, port: ContainerPort, name: str) -> None:
        """Remove one; what has its name later is another."""
        port.remove_volume(name)
        self._catalog.execute("DELETE FROM prepared_volumes WHERE name = ?", (name,))
