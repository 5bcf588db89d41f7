"""Parameters that clients ask for or set. https://docs.snowflake.com/en/sql-reference/parameters"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from spcs_local.errors import InvalidValueError, SnowflakeError
from spcs_local.model.objects import Objects, StoredObject
from spcs_local.model.parameter_table import BY_NAME, FOR_CLIENTS, PARAMETERS, SESSION, USER, Parameter
from spcs_local.model.properties import Property, boolean, integer, text
from spcs_local.model.session import Session

# what is set where, the nearest first
Levels = tuple[tuple[str, Mapping[str, Any]], ...]
_ZONE = "TIMEZONE"
_NAMES = {parameter.name for parameter in FOR_CLIENTS}
_DEFAULTS: list[dict[str, Any]] = [{"name": parameter.name, "value": parameter.default} for parameter in FOR_CLIENTS]


def properties(kind: str) -> tuple[Property, ...]:
    """Those that CREATE and ALTER of a kind take; None where the object sets none of its own."""
    return tuple(Property(parameter.name, _convert(parameter)) for parameter in PARAMETERS if kind in parameter.on)


def object_levels(objects: Objects, found: StoredObject) -> Levels:
    """An object's parameters: its own, then those of the database that it lies in."""
    levels: Levels = ((found.kind, found.properties),)
    if found.parent_id is not None:
        levels += object_levels(objects, objects.get(found.parent_id))
    return levels


def session_levels(objects: Objects, session: Session) -> Levels:
    """A session's parameters: its own, then its user's."""
    own: Levels = ((SESSION, session.parameters),)
    holder = objects.of_id(session.holder)
    return own if holder is None or holder.kind != USER else (*own, (USER, holder.properties))


def in_force(parameter: Parameter, levels: Levels) -> tuple[bool | int | str, str]:
    """A parameter's value and the level that it is set on: none for the default."""
    for level, values in levels:
        if values.get(parameter.name) is not None:
            return values[parameter.name], level
    return parameter.default, ""


def time_zone(objects: Objects, session: Session) -> str:
    """Where a session is, as to its moments."""
    return str(in_force(BY_NAME[_ZONE], session_levels(objects, session))[0])


def changed(objects: Objects, session: Session, names: tuple[str, ...]) -> str:
    """The first of these parameters that has another value than by default; nothing if none has."""
    levels = session_levels(objects, session)
    found = (name for name in names if in_force(BY_NAME[name], levels)[0] != BY_NAME[name].default)
    return next(found, "")


def for_clients(objects: Objects, session: Session) -> list[dict[str, Any]]:
    """The parameters that drivers go by, as they are now."""
    levels = session_levels(objects, session)
    if not any(values.get(name) is not None for _, values in levels for name in values.keys() & _NAMES):
        return _DEFAULTS  # of most sessions: every answer has them
    return [{"name": parameter.name, "value": in_force(parameter, levels)[0]} for parameter in FOR_CLIENTS]


def _convert(parameter: Parameter) -> Any:
    if parameter.name == _ZONE:
        return _zone
    if parameter.type == "NUMBER":
        return integer(*parameter.bounds)
    return boolean if parameter.type == "BOOLEAN" else text


def value_of(name: str, value: Any) -> bool | int | str:
    """A session parameter's new value, as a statement or a client's JSON has it; an unknown name is an error."""
    parameter = BY_NAME.get(name)
    if parameter is None or SESSION not in parameter.on:
        raise SnowflakeError(2141, "42601", f"SQL compilation error:\ninvalid parameter '{name}'")
    converted: bool | int | str = _convert(parameter)(name, str(value) if isinstance(value, bool) else value)
    return converted


def _zone(name: str, value: Any) -> str:
    """A time zone by its name; a machine that knows none takes any."""
    written = text(name, value)
    try:
        ZoneInfo(written)
    except (KeyError, ValueError, OSError):
        if available_timezones():
            raise InvalidValueError(written, name) from None
    return written
