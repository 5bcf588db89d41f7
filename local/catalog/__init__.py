"""The account's durable store: one SQLite file."""

from local.catalog.catalog import Catalog, Row
from local.catalog.schema import MIGRATIONS, Migration

__all__ = ["MIGRATIONS", "Catalog", "Migration", "Row"]
