"""Statements about what lies in an image repository; and what providers ask of databases."""

from __future__ import annotations

from spcs_local.model.identifiers import Name
from spcs_local.statements.rules.base import Showing


class ShowImages(Showing):
    name: Name
    like: str | None = None


class ShowReplicationDatabases(Showing):
    like: str | None = None
    with_primary: Name | None = None
