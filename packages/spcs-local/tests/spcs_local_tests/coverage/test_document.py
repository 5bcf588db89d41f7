"""docs/statements.md says what is supported, as it is now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spcs_local.account import Account
from spcs_local.testing import LocalAccount
from spcs_local_tests.coverage.document import COMMAND, PATH, text
from spcs_local_tests.coverage.grammar import Grammar
from spcs_local_tests.coverage.privileges import Key, refused
from spcs_local_tests.coverage.table import Row, Table
from spcs_local_tests.privileges.cases import load


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with LocalAccount(tmp_path_factory.mktemp("home")) as running:
        yield running.account


@pytest.fixture(scope="module")
def keyed(account: Account) -> dict[Key, Row]:
    return {key: row for _, rows in Table(account, Grammar.read(), load()).chapters() for key, row in rows.items()}


@pytest.fixture(scope="module")
def rows(keyed: dict[Key, Row]) -> dict[str, Row]:
    return {row.statement: row for row in keyed.values()}


def test_keep_the_document_current(account: Account) -> None:
    assert PATH.read_text(encoding="utf-8") == text(account), f"run: {COMMAND}"


def test_find_every_statement_in_the_grammar(account: Account) -> None:
    assert {statement.rule() for statement in account.handlers} <= {
        rule for chapter in Grammar.read().chapters for rule in chapter.rules
    }


def test_have_a_case_that_is_allowed_for_every_statement(keyed: dict[Key, Row]) -> None:
    assert [row.statement for row in keyed.values() if row.supported and not row.privilege] == []


def test_have_a_case_that_is_refused_for_every_statement_but_those_of_everybody(
    account: Account, keyed: dict[Key, Row]
) -> None:
    denied = refused(account, load())
    needy = {key: row for key, row in keyed.items() if row.supported and row.privilege != "none"}
    assert [row.statement for key, row in needy.items() if key not in denied] == []
    assert len(keyed) - len(needy) < len(needy)


def test_join_properties_privileges_and_refusals(rows: dict[str, Row]) -> None:
    pool = rows["CREATE COMPUTE POOL [IF NOT EXISTS] name [property = value …]"]
    assert pool.takes.startswith("**MIN_NODES**, **MAX_NODES**, **INSTANCE_FAMILY**")
    assert pool.privilege == "CREATE COMPUTE POOL ON ACCOUNT"
    assert rows["ALTER NETWORK RULE [IF EXISTS] name SET property = value …"].refused == "TYPE, MODE"
    assert not rows["CREATE [OR REPLACE] INTEGRATION [IF NOT EXISTS] name [WITH] [property = value …]"].supported


def test_spell_a_rule_of_each_form() -> None:
    grammar = Grammar({"g": '// Title.\n\na: "RUN" b? ("," c)* (b | "NOW")\nb: "IF EXISTS" -> x\n!c: "P" | "Q"\n'})
    assert grammar.spelled("a") == "RUN [IF EXISTS] [, …] {IF EXISTS | NOW}"
    assert grammar.spelled("c") == "{P | Q}"
    assert grammar.chapters[0].title == "Title"
