"""What a kind of object is: where it lies, its properties once, its privileges."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from spcs_local.errors import MissingPropertyError
from spcs_local.model.documented import no_property
from spcs_local.model.properties import Property

ACCOUNT, DATABASE, SCHEMA = "ACCOUNT", "DATABASE", "SCHEMA"


@dataclass(frozen=True, kw_only=True)
class ObjectKind:
    """A kind of object. Names are SQL's words: `IMAGE REPOSITORY`."""

    name: str
    plural: str
    scope: str
    properties: tuple[Property, ...] = ()
    privileges: tuple[str, ...] = ()
    create_privilege: str = ""
    alter_privileges: tuple[str, ...] = ()  # what suffices for ALTER … SET and UNSET, besides ownership
    owner_only: frozenset[str] = frozenset()  # properties for which they do not suffice
    describe_privileges: tuple[str, ...] | None = None  # what DESCRIBE needs; None: any privilege of the kind
    rename_creates: bool = False  # RENAME TO needs the privilege to create as well
    granted_on: str = ""  # the word in SHOW GRANTS; INTEGRATION for every integration
    transferable: bool = True
    clauses: frozenset[str] = frozenset()  # of those that some kinds have, the kind's own: spcs_local.kinds.clauses

    @property
    def grant_word(self) -> str:
        """What GRANT … ON and SHOW GRANTS call it; kinds with one word share one name space."""
        return self.granted_on or self.name

    def read(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Options of CREATE as stored values, defaults included."""
        known = {p.name: p for p in self.properties}
        for name in options:
            if name not in known:
                raise no_property(name, self.name)
        values: dict[str, Any] = {}
        for p in self.properties:
            if p.name in options:
                values[p.name] = p.convert(p.name, options[p.name])
            elif p.required:
                raise MissingPropertyError(p.name)
            else:
                values[p.name] = p.default
        return values

    @property
    def resettable(self) -> dict[str, Property]:
        """What ALTER … UNSET takes, by name."""
        return {p.name: p for p in self.properties if p.alterable and p.unset}

    def alterers(self, names: Collection[str]) -> tuple[str, ...]:
        """The privileges that suffice to alter these properties; ownership always does."""
        return () if self.owner_only.intersection(names) else self.alter_privileges

    def is_own(self, names: Collection[str]) -> bool:
        """Whether a user may alter all of these of itself."""
        return {p.name for p in self.properties if p.own}.issuperset(names)

    def change(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Options of ALTER … SET as stored values."""
        known = {p.name: p for p in self.properties if p.alterable}
        values = {}
        for name, value in options.items():
            if name not in known:
                raise no_property(name, self.name)
            values[name] = known[name].convert(name, value)
        return values

    def reset(self, names: Collection[str]) -> dict[str, Any]:
        """Names of ALTER … UNSET with their defaults."""
        for name in names:
            if name not in self.resettable:
                raise no_property(name, self.name)
        return {name: self.resettable[name].default for name in names}
