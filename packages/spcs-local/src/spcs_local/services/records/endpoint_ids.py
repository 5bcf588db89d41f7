"""Endpoint ids: random at first, then the same for as long as the service has an endpoint of that name."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from spcs_local.catalog import Catalog

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class EndpointIds:
    """The ids, in the catalog."""

    def __init__(self, catalog: Catalog, suffix: str) -> None:
        self._catalog = catalog
        self._suffix = suffix

    def keep(self, service_id: int, names: Iterable[str]) -> None:
        """Ids for these endpoints; others lose theirs."""
        wanted = set(names)
        known = set(self.ids(service_id))
        for name in known - wanted:
            self._catalog.execute("DELETE FROM service_endpoints WHERE service_id = ? AND name = ?", (service_id, name))
        for name in sorted(wanted - known):
            endpoint_id = "".join(secrets.choice(_ALPHABET) for _ in range(8))
            self._catalog.execute("INSERT INTO service_endpoints VALUES (?, ?, ?)", (service_id, name, endpoint_id))

    def ids(self, service_id: int) -> dict[str, str]:
        """Endpoint names with their ids."""
        rows = self._catalog.rows("SELECT name, endpoint_id FROM service_endpoints WHERE service_id = ?", (service_id,))
        return {row["name"]: row["endpoint_id"] for row in rows}

    def label(self, endpoint_id: str) -> str:
        """The first label of the endpoint's host."""
        return f"{endpoint_id}-{self._suffix}"

    def find(self, label: str) -> tuple[int, str] | None:
        """Service id and endpoint name of a host's first label."""
        endpoint_id = label.lower().removesuffix(f"-{self._suffix}")
        row = self._catalog.row("SELECT service_id, name FROM service_endpoints WHERE endpoint_id = ?", (endpoint_id,))
        return (row["service_id"], row["name"]) if row else None
