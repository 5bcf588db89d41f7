"""Identifiers, whose case means something in Snowflake and nothing in DuckDB: each small letter gets a mark.

https://docs.snowflake.com/en/sql-reference/identifiers-syntax
"""

from __future__ import annotations

import re

from sqlglot import exp

MARK = "~"
_MARKED = re.compile(r"~([~A-Z])")


def encoded(stored: str) -> str:
    """A stored name as DuckDB keeps it apart from all others."""
    return "".join(
        MARK + letter.upper() if "a" <= letter <= "z" else MARK * 2 if letter == MARK else letter for letter in stored
    )


def decoded(name: str) -> str:
    """The stored name again."""
    return _MARKED.sub(lambda match: match[1] if match[1] == MARK else match[1].lower(), name)


def stored(identifier: exp.Identifier) -> str:
    """What Snowflake keeps of an identifier as written: without quotes it is upper-cased."""
    return str(identifier.this) if identifier.args.get("quoted") else str(identifier.this).upper()


def identifier(name: str) -> exp.Identifier:
    """An identifier for DuckDB, of a stored name."""
    return exp.to_identifier(encoded(name), quoted=True)


def encode(tree: exp.Expr) -> None:
    """Every identifier of a tree, in place."""
    for found in tree.find_all(exp.Identifier):
        found.set("this", encoded(stored(found)))
        found.set("quoted", True)
