"""docs/statements.md says what is supported, as it is now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.account import Account
from local.composition import compose
from local.settings import Settings
from tests.local.coverage.document import COMMAND, PATH, text
from tests.local.coverage.grammar import Grammar
from tests.local.coverage.table import Row, Table
from tests.local.privileges.cases import load


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    home = tmp_path_factory.mktemp("home")
    composition = compose(Settings(home=home, account_port=0, registry_port=0, ingress_port=0, adapter="memory"))
    yield composition.account
    composition.stop()


@pytest.fixture(scope="module")
def rows(account: Account) -> dict[str, Row]:
    found = [row for _, rows in Table(account, Grammar.read(), load()).chapters() for row in rows]
    return {row.statement: row for row in found}


def test_keep_the_document_current(account: Account) -> None:
    assert PATH.read_text(encoding="utf-8") == text(account), f"run: {COMMAND}"


def test_find_every_statement_in_the_grammar(account: Account) -> None:
    assert set(account.handlers) <= {rule for chapter in Grammar.read().chapters for rule in chapter.rules}


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
