"""Compute pools and services: their statements, and what makes them run."""

from spcs_local.services.runtime import ServiceRuntime, remove_leftovers
from spcs_local.services.tables import FUNCTIONS, HANDLERS, KINDS, MIGRATIONS

__all__ = ["FUNCTIONS", "HANDLERS", "KINDS", "MIGRATIONS", "ServiceRuntime", "remove_leftovers"]
