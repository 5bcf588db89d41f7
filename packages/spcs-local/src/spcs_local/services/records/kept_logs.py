"""What containers wrote that are gone: so much of the newest as the catalog has room for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from spcs_local.catalog import Catalog
from spcs_local.containers.port import LogLine

MOST_CONTAINERS = 64  # of all services, the newest
MOST_CHARACTERS = 256 * 1024  # of one


@dataclass(frozen=True)
class KeptLog:
    """What one container wrote."""

    service_id: int
    number: int
    container: str
    lines: tuple[LogLine, ...]


class KeptLogs:
    """Rows of the kept_logs table. Callers hold a transaction around changes."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def keep(self, service_id: int, number: int, container: str, lines: Iterable[LogLine]) -> None:
        """Of a container that is about to go."""
        kept, left = [], MOST_CHARACTERS
        for line in reversed(list(lines)):
            left -= len(line.text) + 1
            if left < 0:
                break
            kept.append([line.at, line.stream, line.text])
        if not kept:
            return
        self._catalog.execute(
            "INSERT INTO kept_logs (service_id, number, container, lines) VALUES (?, ?, ?, ?)",
            (service_id, number, container, json.dumps(kept[::-1])),
        )
        self._catalog.execute(
            "DELETE FROM kept_logs WHERE id <= (SELECT MAX(id) FROM kept_logs) - ?", (MOST_CONTAINERS,)
        )

    def of(self, service_id: int) -> list[KeptLog]:
        """Of a service, in the order in which its containers went."""
        sql = "SELECT service_id, number, container, lines FROM kept_logs WHERE service_id = ? ORDER BY id"
        return [
            KeptLog(
                row["service_id"],
                row["number"],
                row["container"],
                tuple(LogLine(*it) for it in json.loads(row["lines"])),
            )
            for row in self._catalog.rows(sql, (service_id,))
        ]
