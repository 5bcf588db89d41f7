"""What secrets hold."""

from __future__ import annotations

import json

from spcs_local.catalog import Catalog


class SecretValues:
    """What secrets hold, apart from their properties, which statements show."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def set(self, secret_id: int, values: dict[str, str]) -> None:
        """Set some of the values."""
        known = json.dumps(self.get(secret_id) | values)
        self._catalog.execute("INSERT OR REPLACE INTO secret_values VALUES (?, ?)", (secret_id, known))

    def get(self, secret_id: int) -> dict[str, str]:
        """By field."""
        row = self._catalog.row("SELECT fields FROM secret_values WHERE secret_id = ?", (secret_id,))
        found: dict[str, str] = json.loads(row["fields"]) if row else {}
        return found
