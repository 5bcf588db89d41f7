"""The account's durable store: one SQLite file."""

from spcs_local.catalog.catalog import Catalog, Row
from spcs_local.catalog.faults import ChangeFailedError, emptied, is_full
from spcs_local.catalog.schema import MIGRATIONS, Migration

__all__ = ["MIGRATIONS", "Catalog", "ChangeFailedError", "Migration", "Row", "emptied", "is_full"]
