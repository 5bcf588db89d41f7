"""The table's rows: what the account has, from where it stands in the account itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spcs_local.account import Account
from spcs_local.engine.served import served_functions
from spcs_local.model.documented import PRIVILEGES, PROPERTIES
from spcs_local.statements.rules.services import Sourced
from spcs_local_tests.coverage.grammar import Grammar
from spcs_local_tests.coverage.table import Table
from spcs_local_tests.parity import fields, reasons, requests
from spcs_local_tests.parity.keys import (
    SOURCES,
    field_key,
    function_key,
    outside_key,
    request_key,
    statement_key,
    table_key,
)
from spcs_local_tests.privileges.cases import load

NO_SUCH_STATEMENT = "Snowflake has no such statement: error 001003"
_LONGEST = 40  # of choices that are written out
_OPTIONAL = re.compile(r" ?\[[^\[\]]*\]")
_CHOICE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Row:
    """One thing that a client may want of the account. `reason`: why it does not get it."""

    key: str
    text: str
    reason: str = ""


@dataclass(frozen=True)
class Section:
    """Rows of one sort."""

    title: str
    heading: str
    rows: tuple[Row, ...]


def sections(account: Account) -> list[Section]:
    """All of them."""
    return [
        Section("Statements", "statement", tuple(_statements(account))),
        Section("Functions", "function", tuple(_functions(account))),
        Section("Fields of service specifications", "field", tuple(_fields())),
        Section("Requests of clients", "request", tuple(_requests(account))),
        Section("Documented by Snowflake, and refused as error 990001", "statement, or names", tuple(_outside())),
    ]


def short(statement: str) -> str:
    """A statement without what may be left out, and without choices that fill lines."""
    before = ""
    while before != statement:
        before, statement = statement, _OPTIONAL.sub("", statement)
    while long := next((found for found in _CHOICE.findall(statement) if len(found) > _LONGEST), None):
        first = long[1:].partition(" | ")[0]
        statement = statement.replace(long, f"{{{first} | …}}" if len(first) < _LONGEST - 6 else "…")
    return statement


def _statements(account: Account) -> Iterator[Row]:
    grammar = Grammar.read()
    sourced = {statement.rule() for statement in account.handlers if issubclass(statement, Sourced)}
    for _, rows in Table(account, grammar, load()).chapters():
        for key, row in rows.items():
            if key[0] in sourced:
                yield from _sourced(key[0], grammar)
            else:
                yield Row(statement_key(*key), short(row.statement), "" if row.supported else NO_SUCH_STATEMENT)


def _sourced(rule: str, grammar: Grammar) -> Iterator[Row]:
    for name, text in SOURCES.items():
        yield Row(statement_key(rule, name), short(grammar.spelled(rule, {"source": text})))


def _functions(account: Account) -> Iterator[Row]:
    for name in sorted(account.language.functions):
        yield Row(function_key(name), _function(name))
    for name in sorted(account.language.tables.functions):
        yield Row(table_key(name), f"TABLE({_function(name)})")
    for name in sorted(served_functions().values()):
        yield Row(function_key(name), f"{name}, in queries")


def _function(name: str) -> str:
    return f"name{name}" if name.startswith("!") else name


def _fields() -> Iterator[Row]:
    for path, proper in fields.known():
        key = field_key(path)
        yield Row(key, path if path == proper else f"{path}, which is {proper}", reasons.ROWS.get(key, ""))


def _requests(account: Account) -> Iterator[Row]:
    for method, path in requests.known(account):
        key = request_key(method, path)
        yield Row(key, f"{method} {path}", reasons.ROWS.get(key, ""))


def _outside() -> Iterator[Row]:
    for statement, reason in reasons.STATEMENTS.items():
        yield Row(outside_key(statement), statement, reason)
    for what, names, why in (
        ("properties of", PROPERTIES, reasons.PROPERTIES),
        ("privileges on", PRIVILEGES, reasons.PRIVILEGES),
    ):
        for kind, found in names.items():
            yield Row(outside_key(f"{what} {kind}"), f"{what} {kind}: {', '.join(sorted(found))}", why.get(kind, ""))
