"""Options of CREATE and ALTER, and what makes stored values of parsed ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spcs_local.errors import InvalidValueError
from spcs_local.model.documented import no_property
from spcs_local.model.identifiers import Name

Convert = Callable[[str, Any], Any]
_WHOLE = re.compile(r"[+-]?[0-9]+")
LARGEST = 2**31 - 1  # what counts seconds, nodes or rows takes no more


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


def text(name: str, value: Any) -> str:
    """A string; an unquoted word is taken as its stored form."""
    if isinstance(value, Name):
        return value.last
    if isinstance(value, bool | list | dict):
        raise InvalidValueError(value, name)
    return str(value)


def integer(minimum: int = 0, maximum: int = LARGEST) -> Convert:
    """A whole number within bounds."""

    def convert(name: str, value: Any) -> int:
        shown = value.last if isinstance(value, Name) else value
        try:
            number = int(str(shown) if _WHOLE.fullmatch(str(shown)) else "")
        except ValueError:
            raise InvalidValueError(shown, name) from None
        if not minimum <= number <= maximum:
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
                raise no_property(key, name)
        return {key: text(key, item) for key, item in value.items()}

    return convert
