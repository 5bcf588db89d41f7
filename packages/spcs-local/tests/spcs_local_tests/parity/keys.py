"""How a row is called, in the page's source and while tests run."""

from __future__ import annotations

from collections.abc import Iterator

from spcs_local.statements.rules.services import FromSpecification, Sourced
from spcs_local.statements.statement import Statement
from spcs_local_tests.coverage.privileges import words_of
from spcs_local_tests.parity import fields


def statement_key(rule: str, words: str = "") -> str:
    """By the grammar's rule, and the kind of object where the rule is for many."""
    return f"statement:{rule} {words}".rstrip()


def function_key(name: str) -> str:
    """By the name; of a method with its `!`."""
    return f"function:{name}"


def table_key(name: str) -> str:
    """Of a function that is asked behind FROM."""
    return function_key(f"TABLE({name})")


def field_key(path: str) -> str:
    """By the path in the specification."""
    return f"field:{path}"


def request_key(method: str, path: str) -> str:
    """By the route."""
    return f"request:{method} {path}"


def keys_of(statement: Statement) -> Iterator[str]:
    """All rows that a statement is of, once it has been executed."""
    yield statement_key(statement.rule(), words_of(statement))
    if isinstance(statement, Sourced) and isinstance(statement.source, FromSpecification):
        yield from map(field_key, fields.written(statement.source.specification))
