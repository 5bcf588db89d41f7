"""The names of objects: with the prefix in front, and no two of a kind alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components import checks
from components.checks import Check
from components.config_reader import ConfigReader, Place, Values
from components.external_table import External
from components.setting import Setting
from components.settings_table import Table, settings
from components.sql import Existing, Identifier

# objects of one kind in one place cannot share a name; roles, pools and services are checked where all are known
DISTINCT = (
    (Table.SPEC_STAGE, Table.DATA_STAGE, Table.FILES_STAGE),
    (Table.OBJECTSTORE_SECRET, External.KAFKA_SECRET),
    (Table.NETWORK_RULE, External.RULE),
    (Table.EGRESS_INTEGRATION, External.INTEGRATION),
)


class Names:
    """Puts `prefix` in front of names; what is wrong is added to the reader's problems."""

    def __init__(self, reader: ConfigReader, prefix: str) -> None:
        self._reader = reader
        self._prefix = prefix

    def prefixed(
        self, place: Place, name: Identifier, check: Check[Identifier] = checks.identifier
    ) -> Identifier | None:
        """The whole name, which can be wrong where its parts are not: too long, or a role of the system's.

        An object that is there before has its name already.
        """
        if isinstance(name, Existing):
            return name
        whole = self._prefix + name
        try:
            return check(whole)
        except ValueError as error:
            self._reader.report(place, f"{whole!r} with namePrefix", str(error))
            return None

    def of_settings(self, values: Values) -> Values:
        """Those that settings have, with the prefix."""
        given = {setting: values.optional(setting) for setting in settings() if setting.prefixed}
        found: dict[Setting[Any], Identifier | None] = {
            setting: self.prefixed(Place.of(setting), name, setting.check)
            for setting, name in given.items()
            if name is not None
        }
        for group in DISTINCT:
            self.require_distinct({Place.of(setting): found.get(setting) for setting in group})
        return values.replaced(found)

    def require_distinct(self, names: Mapping[Place, Identifier | None]) -> None:
        """Report those that another has as well."""
        seen: dict[Identifier, Place] = {}
        for place, name in names.items():
            if name is not None and name in seen:
                self._reader.report(place, repr(str(name)), f"a name other than {seen[name].subject}'s")
            elif name is not None:
                seen[name] = place
