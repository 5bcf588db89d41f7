"""Every class of a rule has the parts that the grammar's text gives the rule, and every statement has its class."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from types import ModuleType

import pytest
from lark.grammar import Rule

from spcs_local.account import Account
from spcs_local.statements import rules
from spcs_local.statements.checking import GrammarMismatchError, by_rule, check, check_statements, hints_of
from spcs_local.statements.grammar import forms as forms_of
from spcs_local.statements.grammar import open_grammar, read_grammar, rules_of
from spcs_local.statements.reader import Reader, UnclearFormError
from spcs_local.statements.rules.session import FunctionCall, Select
from spcs_local.statements.statement import Phrase, Statement
from spcs_local_tests.coverage.grammar import Grammar

Parts = dict[str, bool]  # by name, whether the part is always there
_TOKEN = re.compile(r'"[^"]*"|->\s*\w+|\w+|[()|?*+]')


def modules() -> list[ModuleType]:
    return [importlib.import_module(found.name) for found in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}.")]


def classes() -> Iterator[type[Phrase]]:
    """What stands in the modules of rules, but for what others derive from."""
    for module in modules():
        own = (found for found in vars(module).values() if getattr(found, "__module__", "") == module.__name__)
        yield from (found for found in own if issubclass(found, Phrase) and not found.__subclasses__())


def statements() -> set[type[Statement]]:
    return {phrase for phrase in classes() if issubclass(phrase, Statement)}


def forms() -> dict[str, Parts]:
    """The parts of every rule, or of every form that has a name of its own, as the grammar's text has them."""
    found = {}
    for rule, body in Grammar.read().rules.items():
        for alternative in re.split(r"\n\s*\|", body):
            tokens = _TOKEN.findall(alternative)
            alias = next((token[2:].strip() for token in tokens if token.startswith("->")), rule)
            found[alias] = _alternatives([token for token in tokens if not token.startswith("->")])
    return found


def _alternatives(tokens: list[str]) -> Parts:
    """Takes the tokens of a group, its end included; a part is always there if every alternative has it."""
    ways: list[Parts] = [{}]
    while tokens and tokens[0] != ")":
        token = tokens.pop(0)
        if token == "|":
            ways.append({})
            continue
        parts = _item(token, tokens)
        if tokens and tokens[0] in "?*":
            tokens.pop(0)
            parts = dict.fromkeys(parts, False)
        ways[-1] |= parts
    del tokens[:1]
    return {name: all(way.get(name, False) for way in ways) for way in ways for name in way}


def _item(token: str, tokens: list[str]) -> Parts:
    if token == "(":
        return _alternatives(tokens)
    return {token: True} if token.islower() and not token.startswith("_") else {}


FORMS = forms()


@pytest.mark.parametrize("phrase", list(classes()), ids=lambda phrase: phrase.__name__)
def test_have_the_parts_of_the_rule(phrase: type[Phrase]) -> None:
    without_default = {
        part.name: part.default is MISSING and part.default_factory is MISSING for part in fields(phrase)
    }
    assert without_default == FORMS[phrase.rule()]


def test_have_a_class_for_every_statement(real_account: Account) -> None:
    assert statements() == set(real_account.handlers)
    assert len(statements()) > 70


@pytest.fixture(scope="module")
def rules_of_all() -> list[Rule]:
    """The rules of the whole grammar."""
    text = read_grammar()
    return list(open_grammar(text, check_statements(by_rule(hints_of(statements())), rules_of(text))).rules)


def test_parse_each_statement_as_a_grammar_of_its_own(rules_of_all: list[Rule]) -> None:
    """That a grammar of one statement compiles follows from that of all: a part of it is no less clear. What classes
    and rules are to each other does not: a class that another statement names alone would be missed."""
    for statement in statements():
        hints = hints_of([statement])
        found = forms_of([rule for rule in rules_of_all if not _is_another(rule, statement)])
        assert statement.rule() in {form.rule for form in found} | {form.name for form in found}
        check(hints, found)
        Reader(by_rule(hints), found)


def _is_another(rule: Rule, statement: type[Statement]) -> bool:
    return rule.origin.name == "statement" and [part.name for part in rule.expansion] != [statement.rule()]


def test_miss_a_class_that_another_statement_names_alone(rules_of_all: list[Rule]) -> None:
    found = forms_of([rule for rule in rules_of_all if not _is_another(rule, Select)])
    hints = {phrase: named for phrase, named in hints_of([Select]).items() if phrase is not FunctionCall}
    with pytest.raises((GrammarMismatchError, UnclearFormError)):
        check(hints, found)


def test_tell_what_is_written_by_the_names_of_the_forms(real_account: Account) -> None:
    shown = real_account.parse("SHOW TERSE SCHEMAS IN DATABASE STARTS WITH '' LIMIT 1")
    assert {name for name, _ in shown.written()} == {"plural", "terse", "in_database", "starts_with", "limit"}


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ALTER ROLE R UNSET COMMENT, OWNER", "alter role r unset comment,owner;"),
        ("GRANT READ ON STAGE S TO ROLE R", "GRANT READ ON STAGE S TO R"),
        ("SHOW SCHEMAS IN D", "SHOW SCHEMAS IN IDENTIFIER('D')"),
    ],
)
def test_read_the_same_as_the_same(real_account: Account, text: str, same: str) -> None:
    assert real_account.parse(text) == real_account.parse(same)
