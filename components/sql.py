"""Snowflake identifiers and literals: the only way in which text enters a statement."""

from __future__ import annotations

import re
from dataclasses import dataclass

SAFE_NAME = re.compile(r"[A-Z_][A-Z0-9_$]{0,254}")


class Identifier(str):
    """The name of an object, safe with and without quotes: capitals, digits, `_` and `$`."""

    __slots__ = ()

    def __new__(cls, text: str) -> Identifier:
        if not SAFE_NAME.fullmatch(text):
            raise ValueError(f"{text!r} is no name of capitals, digits, _ and $ that starts with a capital or _")
        return super().__new__(cls, text)

    @property
    def quoted(self) -> str:
        return f'"{self}"'

    @property
    def host(self) -> str:
        """The host name of a service of this name, for services of the same schema."""
        return self.lower().replace("_", "-")


class Existing(Identifier):
    """The name of an object that was there before and is others': it is used, and never altered or dropped."""

    __slots__ = ()


@dataclass(frozen=True)
class SchemaObject:
    """An object in a schema, by its full name."""

    database: Identifier
    schema: Identifier
    name: Identifier

    @classmethod
    def of(cls, database: str, schema: str, name: str) -> SchemaObject:
        return cls(Identifier(database), Identifier(schema), Identifier(name))

    @property
    def quoted(self) -> str:
        return ".".join(part.quoted for part in (self.database, self.schema, self.name))

    def __str__(self) -> str:
        return f"{self.database}.{self.schema}.{self.name}"


def quoted(name: str) -> str:
    """A name that others chose, of whatever characters, as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def shown_name(shown: str) -> str:
    """A name of whatever characters, which SHOW prints in quotes where it needs them."""
    return shown[1:-1].replace('""', '"') if shown.startswith('"') else shown


def grants_to_reach(database: str, schema: str, role: str) -> str:
    """What lets a role see what is in a schema, for somebody to run."""
    return (
        f"GRANT USAGE ON DATABASE {database} TO ROLE {role}; GRANT USAGE ON SCHEMA {database}.{schema} TO ROLE {role}"
    )


def literal(text: str) -> str:
    """A string literal; https://docs.snowflake.com/en/sql-reference/data-types-text#escape-sequences"""
    escaped = text.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")
    return f"'{escaped}'"


def dollar_quoted(text: str) -> str:
    """A literal between `$$`, which knows no escape: text that would end it is refused."""
    if "$$" in text or text.endswith("$"):
        raise ValueError("text with $$ in it cannot stand between $$ and $$: remove the second $")
    return f"$${text}$$"
