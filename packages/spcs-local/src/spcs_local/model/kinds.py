"""What a kind of object is: its properties once, in a table that SHOW, DESCRIBE and ALTER derive from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spcs_local.errors import InvalidPropertyError, InvalidValueError, MissingPropertyError
from spcs_local.model.identifiers import Name

if TYPE_CHECKING:
    from spcs_local.model.objects import StoredObject
    from spcs_local.model.view import View

ACCOUNT, DATABASE, SCHEMA = "ACCOUNT", "DATABASE", "SCHEMA"
Convert = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Property:
    """One option of CREATE and ALTER. `convert(name, parsed value)` gives the stored JSON value."""

    name: str
    convert: Convert
    default: Any = None
    required: bool = False
    alterable: bool = True
    stored: bool = True  # False: a hook of the kind takes it (passwords)
    own: bool = False  # a user may alter it of itself
    unset: bool = True  # ALTER … UNSET takes it as well


@dataclass(frozen=True)
class Column:
    """One column of SHOW or DESCRIBE; `value(object, view)` gives what is printed."""

    name: str
    value: Callable[[StoredObject, View], Any]
    type: str = "TEXT"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of object. Names are SQL's words: `IMAGE REPOSITORY`."""

    name: str
    plural: str
    scope: str
    show: tuple[Column, ...]
    properties: tuple[Property, ...] = ()
    describe: tuple[Column, ...] = ()
    describe_rows: Callable[[StoredObject, View], list[list[Any]]] | None = None
    privileges: tuple[str, ...] = ()
    create_privilege: str = ""
    alter_privileges: tuple[str, ...] = ()  # what suffices for ALTER … SET and UNSET, besides ownership
    owner_only: frozenset[str] = frozenset()  # properties for which they do not suffice
    describe_privileges: tuple[str, ...] | None = None  # what DESCRIBE needs; None: any privilege of the kind
    rename_creates: bool = False  # RENAME TO needs the privilege to create as well
    granted_on: str = ""  # the word in SHOW GRANTS; INTEGRATION for every integration
    transferable: bool = True
    clauses: frozenset[str] = frozenset()  # of those that some kinds have, the kind's own: spcs_local.model.clauses
    hooks: Hooks = field(default_factory=lambda: Hooks())

    @property
    def grant_word(self) -> str:
        """What GRANT … ON and SHOW GRANTS call it; kinds with one word share one name space."""
        return self.granted_on or self.name

    def read(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Options of CREATE as stored values, defaults included."""
        known = {p.name: p for p in self.properties}
        for name in options:
            if name not in known:
                raise InvalidPropertyError(name, self.name)
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
                raise InvalidPropertyError(name, self.name)
            values[name] = known[name].convert(name, value)
        return values

    def reset(self, names: list[str]) -> dict[str, Any]:
        """Names of ALTER … UNSET with their defaults."""
        for name in names:
            if name not in self.resettable:
                raise InvalidPropertyError(name, self.name)
        return {name: self.resettable[name].default for name in names}


@dataclass(frozen=True)
class Hooks:
    """What a kind does beyond its row; all but `dropped` inside the statement's transaction."""

    check: Callable[[Any, dict[str, Any]], None] | None = None  # (call, values) before CREATE and ALTER
    created: Callable[[Any, StoredObject, dict[str, Any]], None] | None = None  # (call, object, values)
    altered: Callable[[Any, StoredObject, dict[str, Any]], None] | None = None  # (call, object, changed values)
    renamed: Callable[[Any, StoredObject, StoredObject], None] | None = None  # (call, object before, object)
    drop: Callable[[Any, StoredObject], None] | None = None  # (call, object) before its row goes
    dropped: Callable[[Any, StoredObject], None] | None = None  # (call, object) after the commit: files, images


def text(name: str, value: Any) -> str:
    """A string; an unquoted word is taken as its stored form."""
    if isinstance(value, Name):
        return value.last
    if isinstance(value, bool | list | dict):
        raise InvalidValueError(value, name)
    return str(value)


def integer(minimum: int = 0, maximum: int | None = None) -> Convert:
    """A whole number within bounds."""

    def convert(name: str, value: Any) -> int:
        shown = value.last if isinstance(value, Name) else value
        try:
            number = int(str(shown))
        except ValueError:
            raise InvalidValueError(shown, name) from None
        if number < minimum or (maximum is not None and number > maximum):
            raise InvalidValueError(shown, name)
        return number

    return convert


def boolean(name: str, value: Any) -> bool:
    """TRUE or FALSE, quoted or not."""
    word = text(name, value).upper()
    if word not in ("TRUE", "FALSE"):
        raise InvalidValueError(word, name)
    return word == "TRUE"


def choice(*allowed: str, **aliases: str) -> Convert:
    """One of some words; aliases give other spellings (dashes and spaces as underscores)."""

    def convert(name: str, value: Any) -> str:
        word = text(name, value).upper()
        word = aliases.get(word.replace("-", "_").replace(" ", "_"), word)
        if word not in allowed:
            raise InvalidValueError(word, name)
        return word

    return convert


def strings(name: str, value: Any) -> list[str]:
    """A list of strings."""
    if not isinstance(value, list):
        value = [value]
    return [text(name, item) for item in value]


def identifier(name: str, value: Any) -> str:
    """A name, kept as it is written out fully: `"A".B`."""
    if isinstance(value, Name):
        return str(value)
    return text(name, value)


def mapping(*allowed: str) -> Convert:
    """A parenthesised list of pairs: `(TYPE = 'SNOWFLAKE_SSE')`."""

    def convert(name: str, value: Any) -> dict[str, str]:
        if value == []:
            return {}
        if not isinstance(value, dict):
            raise InvalidValueError(value, name)
        for key in value:
            if key not in allowed:
                raise InvalidPropertyError(key, name)
        return {key: text(key, item) for key, item in value.items()}

    return convert
