"""Columns that many kinds share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spcs_local.kinds.kind import Column
from spcs_local.kinds.view import View
from spcs_local.model.objects import StoredObject


def created_on() -> Column:
    """When it was created."""
    return Column("created_on", lambda found, _: found.created_on, "TIMESTAMP_LTZ")


def own_name() -> Column:
    """Its stored name."""
    return Column("name", lambda found, _: found.name)


def database_name() -> Column:
    """The database it lies in."""
    return Column("database_name", lambda found, _: found.database)


def schema_name() -> Column:
    """The schema it lies in."""
    return Column("schema_name", lambda found, _: found.schema)


def owner() -> Column:
    """The role that owns it."""
    return Column("owner", lambda found, _: found.owner or "")


def owner_role_type() -> Column:
    """ROLE, for every object here is owned by an account role."""
    return Column("owner_role_type", lambda found, _: "ROLE" if found.owner else "")


def comment() -> Column:
    """Its comment."""
    return Column("comment", lambda found, _: found.comment)


def stored(column: str, property_name: str, kind: str = "TEXT") -> Column:
    """A property as it is stored; booleans as true and false."""
    return Column(column, lambda found, _: spelled(found[property_name]), kind)


def constant(column: str, value: Any = "", kind: str = "TEXT") -> Column:
    """What is the same for every object of the local account."""
    return Column(column, lambda _found, _view: value, kind)


def computed(column: str, value: Callable[[StoredObject, View], Any], kind: str = "TEXT") -> Column:
    """A column of its own."""
    return Column(column, value, kind)


def yes_no(value: object) -> str:
    """Y or N."""
    return "Y" if value else "N"


def spelled(value: Any) -> Any:
    """Booleans as Snowflake's text columns have them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
