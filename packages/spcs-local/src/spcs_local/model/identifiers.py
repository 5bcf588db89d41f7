"""Names as Snowflake reads and writes them: unquoted upper-cased, quoted kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spcs_local.errors import NameTooLongError

MOST_CHARACTERS = 255

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_PRINTS_BARE = re.compile(r"[A-Z_][A-Z0-9_$]*")
_PART = re.compile(r'"((?:[^"]++|"")++)"|([A-Za-z_][A-Za-z0-9_$]*)')


def fold(text: str) -> str:
    """The stored form of one part as written: quotes off and kept, bare upper-cased."""
    if text.startswith('"') and text.endswith('"') and len(text) > 2:
        return text[1:-1].replace('""', '"')
    return text.upper()


def quote(stored: str) -> str:
    """The stored form as SHOW prints it: bare where it can be."""
    if _PRINTS_BARE.fullmatch(stored):
        return stored
    return '"' + stored.replace('"', '""') + '"'


@dataclass(frozen=True)
class Name:
    """A name of one to three stored parts; an empty middle part stands for PUBLIC (`DB..NAME`)."""

    parts: tuple[str, ...]

    @property
    def last(self) -> str:
        """The object's own name."""
        return self.parts[-1]

    def __str__(self) -> str:
        return ".".join(quote(part) for part in self.parts)


def fitting(stored: str) -> str:
    """The stored form of a new name, which must not be too long."""
    if len(stored) > MOST_CHARACTERS:
        raise NameTooLongError(stored)
    return stored


def parse_name(text: str) -> Name | None:
    """Read a dotted name, as in IDENTIFIER('…') or a string argument; None if it is none."""
    parts: list[str] = []
    position = 0
    text = text.strip()
    while True:
        match = _PART.match(text, position)
        if match is None:
            if len(parts) == 1 and text[position : position + 1] == ".":
                parts.append("PUBLIC")
                position += 1
                continue
            return None
        parts.append(fold(match.group(0)))
        position = match.end()
        if position == len(text):
            return Name(tuple(parts)) if len(parts) <= 3 else None
        if text[position] != ".":
            return None
        position += 1
