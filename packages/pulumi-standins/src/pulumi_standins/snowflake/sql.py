"""Snowflake identifiers and literals: the only way in which a property gets into a statement."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pulumi_standins.provider.provider import ProviderError

_PART = r'"(?:[^"]|"")+"|[^".]+'
_NAME = re.compile(rf"(?:{_PART})(?:\.(?:{_PART}))*")
_PARTS = re.compile(_PART)
_WORD = re.compile(r"[A-Z_][A-Z0-9_$-]*(?: [A-Z_][A-Z0-9_$-]*)*")


@dataclass(frozen=True)
class Name:
    """An object's name, whole: one to three parts without quotes."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, *parts: str) -> Name:
        """From the parts as a program writes them: each may stand in quotes."""
        return cls(tuple(_unquote(part) for part in parts))

    @classmethod
    def parse(cls, text: str, parts: int | None = None) -> Name:
        """From `A.B` or `"A"."B"`; `parts` is how many there have to be."""
        found = _PARTS.findall(text) if _NAME.fullmatch(text) else []
        if not found or (parts is not None and len(found) != parts):
            wanted = {1: "NAME", 2: '"DATABASE"."SCHEMA"', 3: '"DATABASE"."SCHEMA"."NAME"'}.get(parts or 1, "NAME")
            raise ProviderError(f"{text!r} is no name; needed: {wanted}")
        return cls.of(*found)

    @property
    def last(self) -> str:
        return self.parts[-1]

    @property
    def sql(self) -> str:
        return ".".join(f'"{part.replace(chr(34), chr(34) * 2)}"' for part in self.parts)

    def __str__(self) -> str:
        return self.sql


def literal(text: str) -> str:
    """https://docs.snowflake.com/en/sql-reference/data-types-text#escape-sequences-in-single-quoted-string-constants"""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def dollar_quoted(text: str) -> str:
    """A literal between `$$`, which knows no escape."""
    if not fits_dollar_quotes(text):
        raise ProviderError("the text holds $$, or ends with $, and cannot stand between $$ and $$: remove that $")
    return f"$${text}$$"


def fits_dollar_quotes(text: str) -> bool:
    return "$$" not in text and not text.endswith("$")


def word(text: str) -> str:
    """A bare word of the grammar, such as a type or a privilege."""
    upper = text.upper()
    if not _WORD.fullmatch(upper):
        raise ProviderError(f"{text!r} is no keyword; allowed: letters, digits, _ and - in words")
    return upper


def _unquote(part: str) -> str:
    if len(part) >= 2 and part.startswith('"') and part.endswith('"'):
        return part[1:-1].replace('""', '"')
    return part
