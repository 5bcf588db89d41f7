"""Which tags objects have. https://docs.snowflake.com/en/user-guide/object-tagging/introduction"""

from __future__ import annotations

from spcs_local.catalog import Catalog
from spcs_local.model.objects import Objects, StoredObject


class Tags:
    """Rows of the object_tags table. Callers hold a transaction around changes."""

    def __init__(self, catalog: Catalog, objects: Objects) -> None:
        self._catalog = catalog
        self._objects = objects

    def set(self, found: StoredObject, tag: StoredObject, value: str) -> None:
        """Give an object a value of a tag, whatever it had."""
        self._catalog.execute(
            "INSERT INTO object_tags VALUES (?, ?, ?) ON CONFLICT (object_id, tag_id)"
            " DO UPDATE SET value = excluded.value",
            (found.id, tag.id, value),
        )

    def unset(self, found: StoredObject, tag: StoredObject) -> None:
        """Take a tag off an object, if it has it."""
        self._catalog.execute("DELETE FROM object_tags WHERE object_id = ? AND tag_id = ?", (found.id, tag.id))

    def value(self, found: StoredObject, tag: StoredObject) -> str | None:
        """Its own, or what its schema or database hands down; None without any."""
        current: StoredObject | None = found
        while current is not None:
            sql = "SELECT value FROM object_tags WHERE object_id = ? AND tag_id = ?"
            row = self._catalog.row(sql, (current.id, tag.id))
            if row is not None:
                return str(row["value"])
            current = self._objects.get(current.parent_id) if current.parent_id else None
        return None
