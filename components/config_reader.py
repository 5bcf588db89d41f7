"""Reads settings from configuration or environment, checks each, and collects every problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar, cast

from components.checks import Check
from components.problems import Problem, SettingsError

T = TypeVar("T")


class Source(Protocol):
    """Where configuration comes from: the program's stack, or what the engine hands a dynamic provider."""

    def get(self, key: str) -> str | None: ...

    def is_secret(self, key: str) -> bool: ...


class ConfigReader:
    """Each `read` gives the checked value. After a problem the value is a placeholder; `finish` then raises."""

    def __init__(self, source: Source, environment: Mapping[str, str]) -> None:
        self._source = source
        self._environment = environment
        self.problems: list[Problem] = []

    def read(self, key: str, check: Check[T], variable: str | None = None) -> T:
        value = self._value(key, variable)
        if value is None:
            return cast(T, self._fail(key, None, check, variable))
        return self._checked(key, value, check, variable)

    def optional(self, key: str, check: Check[T], variable: str | None = None) -> T | None:
        value = self._value(key, variable)
        return None if value is None else self._checked(key, value, check, variable)

    def credential(self, key: str, variable: str | None = None) -> str | None:
        """A value that nobody may read in the stack's file or state: in configuration it has to be marked secret."""
        value = self._value(key, variable)
        if self._source.get(key) and not self._source.is_secret(key):
            todo = f"pulumi config set --secret {key}, then change the credential itself"
            self.problems.append(Problem(key, "stored in clear", "a secret", todo))
        return value

    def finish(self) -> None:
        if self.problems:
            raise SettingsError(self.problems)

    def _value(self, key: str, variable: str | None) -> str | None:
        return self._source.get(key) or (self._environment.get(variable) if variable else None) or None

    def _checked(self, key: str, value: str, check: Check[T], variable: str | None) -> T:
        try:
            return check(value)
        except ValueError as error:
            return cast(T, self._fail(key, repr(value), error, variable))

    def _fail(self, key: str, value: str | None, cause: ValueError | Check[Any], variable: str | None) -> None:
        allowed = str(cause if isinstance(cause, ValueError) else _allowed(cause))
        self.problems.append(Problem(key, value, allowed, remedy(key, variable)))


def remedy(key: str, variable: str | None = None, *, secret: bool = False) -> str:
    flag = "--secret " if secret else ""
    return f"pulumi config set {flag}{key} <value>" + (f", or set {variable}" if variable else "")


def _allowed(check: Check[Any]) -> str:
    """What a check allows, in its own words: no check accepts a NUL."""
    try:
        check("\0")
    except ValueError as error:
        return str(error)
    return "any text"
