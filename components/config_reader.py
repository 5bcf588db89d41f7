"""Reads settings from configuration or environment, checks each, and collects every problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar

import pulumi
from pulumi.runtime.config import is_config_secret

from components.checks import Check
from components.problems import Problem, SettingsError
from components.secret import Secret
from components.setting import Setting

T = TypeVar("T")


class Origin(Enum):
    """Where a value is from; the first that has one counts."""

    CONFIGURATION = "the stack's configuration"
    ENVIRONMENT = "the environment"
    PROFILE = "a profile"


ANYWHERE = frozenset(Origin)
# a path in a table that can be typed between single quotes; others take the engine's own quoting, and the shell's
_TYPED = re.compile(r"[\w<>-]+(\.[\w<>-]+)*")
_BY_HAND = "mend it in the stack's file"


class Source(Protocol):
    """Where configuration comes from: the program's stack, or what the engine hands a dynamic provider."""

    def get(self, key: str) -> str | None: ...

    def is_secret(self, key: str) -> bool: ...


class StackSource:
    """The configuration of the stack that the program runs for."""

    def get(self, key: str) -> str | None:
        """The value; of what is more than a text, its JSON."""
        namespace, _, name = key.partition(":")
        return pulumi.Config(namespace).get(name)

    def is_secret(self, key: str) -> bool:
        """Whether it is marked so."""
        return is_config_secret(key)


@dataclass(frozen=True)
class Place:
    """Where the configuration says something, and what to type to have it say something else."""

    subject: str
    remedy: str

    @classmethod
    def of(cls, setting: Setting[Any], *, secret: bool = False) -> Place:
        """Of a whole setting."""
        if setting.below and setting.below.startswith("["):  # keys with dots in them
            return cls(setting.key, f"pulumi config set --path '{setting.key}{setting.below}' <value>")
        if setting.below:
            return cls(setting.key, cls.below(setting, setting.below).remedy)
        flag = "--secret " if secret else ""
        variable = f", or set {setting.variable}" if setting.variable else ""
        return cls(setting.key, f"pulumi config set {flag}{setting.key} <value>{variable}")

    @classmethod
    def below(cls, setting: Setting[Any], path: str) -> Place:
        """Of a value in a setting that is a table."""
        subject = f"{setting.key}.{path}"
        return cls(subject, f"pulumi config set --path '{subject}' <value>" if _TYPED.fullmatch(path) else _BY_HAND)

    @classmethod
    def unknown(cls, setting: Setting[Any], key: str, name: str) -> Place:
        """Of a field that an entry of a table should not have."""
        subject = f"{setting.key}.{key}.{name}"
        typed = all("." not in part and _TYPED.fullmatch(part) for part in (key, name))
        return cls(subject, f"pulumi config rm --path '{subject}'" if typed else _BY_HAND)


class ConfigReader:
    """Each `read` gives the checked value. After a problem there is none, and `finish` raises."""

    def __init__(self, source: Source, environment: Mapping[str, str]) -> None:
        self._source = source
        self.environment = environment
        self._profile: Mapping[str, str] = {}
        self.problems: list[Problem] = []

    def fall_back_on(self, profile: Mapping[str, str]) -> None:
        """What to take for variables that the environment does not have."""
        self._profile = profile

    def read(self, setting: Setting[T]) -> T | None:
        """None for an optional one that is left out."""
        if setting.may_be_empty and self._source.get(setting.key) == "":
            return self._checked(setting, "")
        value = self._value(setting) or setting.default
        if value:
            return self._checked(setting, value)
        if not setting.optional:
            self.ask(setting)
        return None

    def ask(self, setting: Setting[Any]) -> None:
        """Report that it is missing, if it is: of one that may be left out elsewhere."""
        if not self._value(setting):
            self.report(Place.of(setting), None, what_is_allowed(setting.check))

    def is_given(self, setting: Setting[Any]) -> bool:
        """Whether something says other than its default: the engine hands the defaults over as well."""
        if setting.may_be_empty and self._source.get(setting.key) == "":
            return True
        return (self._value(setting) or setting.default) != setting.default

    def values(self, settings: Iterable[Setting[Any]]) -> Values:
        """All of these; they hold once `finish` has not raised."""
        return Values({setting.key: self.read(setting) for setting in settings})

    def credential(self, setting: Setting[Secret], origins: Container[Origin] = ANYWHERE) -> Secret | None:
        """A value that nobody may read in the stack's file or state: in configuration it has to be marked secret."""
        value = self._value(setting, origins)
        if self._source.get(setting.key) and not self.is_secret(setting):
            todo = f"pulumi config set --secret {setting.key}, then change the credential itself"
            self.report(Place(setting.key, todo), "stored in clear", "a secret")
        return Secret(value) if value else None

    def origin(self, setting: Setting[Any]) -> Origin | None:
        """None for what is left out."""
        return next((origin for origin in Origin if self._of(origin, setting)), None)

    def is_secret(self, setting: Setting[Any]) -> bool:
        """Whether the configuration has it, or a part of it, marked secret."""
        return self._source.is_secret(setting.key)

    def report(self, place: Place, value: str | None, allowed: str) -> None:
        """Keep a problem; `value` is None for what is missing, and never a secret."""
        self.problems.append(Problem(place.subject, value, allowed, place.remedy))

    def forbid(self, setting: Setting[Any], allowed: str) -> None:
        """Report one that is given and may not be; it may be a secret, so without its value."""
        self.report(Place(setting.key, f"pulumi config rm {setting.key}"), "given", allowed)

    def finish(self, of_files: Callable[[], Sequence[str]] = tuple) -> None:
        """Raise SettingsError with all that was found, and with what is wrong in files beside it."""
        if self.problems:
            raise SettingsError(self.problems, of_files())

    def _value(self, setting: Setting[Any], origins: Container[Origin] = ANYWHERE) -> str | None:
        values = (self._of(origin, setting) for origin in Origin if origin in origins)
        return next((value for value in values if value), None)

    def _of(self, origin: Origin, setting: Setting[Any]) -> str | None:
        if origin is Origin.CONFIGURATION:
            return self._source.get(setting.key)
        variables = self.environment if origin is Origin.ENVIRONMENT else self._profile
        return variables.get(setting.variable) if setting.variable else None

    def _checked(self, setting: Setting[T], value: str) -> T | None:
        try:
            return setting.check(value)
        except ValueError as error:
            if self.is_secret(setting):  # the check's own words may repeat the value
                place = Place.of(setting, secret=True)
                self.report(place, "marked secret and not one of these", what_is_allowed(setting.check))
            else:
                self.report(Place.of(setting), repr(value), str(error))
            return None


class Values:
    """Checked values of settings."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, setting: Setting[T]) -> T:
        value: T = self._values[setting.key]
        return value

    def optional(self, setting: Setting[T]) -> T | None:
        """Of one that may be left out, or before the reader has finished."""
        value: T | None = self._values[setting.key]
        return value

    def replaced(self, values: Mapping[Setting[Any], Any]) -> Values:
        """The same with others for some."""
        return Values({**self._values, **{setting.key: value for setting, value in values.items()}})


def what_is_allowed(check: Check[Any]) -> str:
    """In the check's own words: none accepts a NUL but one that accepts any text."""
    try:
        check("\0")
    except ValueError as error:
        return str(error)
    return "any text"
