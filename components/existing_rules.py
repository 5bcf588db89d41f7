"""What follows for other settings from objects that are there before, and which settings contradict it."""

from __future__ import annotations

from collections.abc import Iterator

from components.config_reader import ConfigReader, Place, Values
from components.setting import Setting
from components.settings_table import Table, settings
from components.sql import Existing, Identifier

PUBLIC = "PUBLIC"  # comes and goes with its database
# what lies in another object can be there before only if that is
LIES_IN = ((Table.SCHEMA, Table.DATABASE), (Table.REPOSITORY, Table.SCHEMA))


def settled(reader: ConfigReader, values: Values) -> Values:
    """With the schema PUBLIC of a database that is there; what contradicts is added to the reader's problems."""
    if isinstance(values.optional(Table.DATABASE), Existing) and values.optional(Table.SCHEMA) == PUBLIC:
        values = values.replaced({Table.SCHEMA: Existing(PUBLIC)})
    for setting, around in LIES_IN:
        _check_place(reader, values, setting, around)
    existing = {setting.name: setting for setting in _existing(values)}
    for setting in settings():
        if setting.of in existing and reader.is_given(setting):
            reader.forbid(setting, f"nothing, since {existing[setting.of].key} is there before and stays as it is")
    if values.optional(Table.GUIDE_PRIVILEGES) and existing:
        allowed = f"false beside {', '.join(existing)} of others: the guide grants all privileges on what it makes"
        reader.report(Place.of(Table.GUIDE_PRIVILEGES), "true", allowed)
    return values


def _existing(values: Values) -> Iterator[Setting[Identifier]]:
    return (it for it in settings() if it.may_exist and isinstance(values.optional(it), Existing))


def _check_place(
    reader: ConfigReader, values: Values, setting: Setting[Identifier], around: Setting[Identifier]
) -> None:
    name, place = values.optional(setting), values.optional(around)
    if isinstance(name, Existing) and place is not None and not isinstance(place, Existing):
        reader.report(
            Place.of(setting), f"there before in {around.key} {place}, which is not", "in one that is as well"
        )
