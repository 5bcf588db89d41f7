"""Every case of privileges.yaml, and what the file must hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from spcs_local.kinds.kind import Kind
from spcs_local.statements.statement import Statement
from spcs_local_tests.coverage.privileges import words_of
from spcs_local_tests.privileges.cases import PATH, Book, Case, load
from spcs_local_tests.privileges.in_process import LocalRun

CASES = load().cases
LEAST_CASES = 300
# statements that nobody can be refused, whatever they hold
OPEN_TO_ALL = {
    *("alter_session_set", "alter_session_unset", "begin", "commit", "rollback"),
    *("set_variable", "set_variables", "show_variables", "unset_variables"),
    "show_instance_families",  # of the region; its page names no privilege
}
# what a case names because it is not set
_UNSET = {"NOWHERE": {"type": "TEXT", "value": "NOBODY"}}
# one rule of the grammar for several kinds: each kind needs its cases
OF_A_KIND = {"create", "alter_set", "drop", "show", "describe"}


@pytest.mark.parametrize("case", CASES, ids=[case.key for case in CASES])
def test_decide_case_as_written(case: Case, local_run: LocalRun) -> None:
    verdict = local_run.run(case)
    assert verdict.right, f"{case.told}\n{verdict.wrong}\n{case.source}"


def test_leave_nothing_behind_after_a_case(local_run: LocalRun, book: Book) -> None:
    before = local_run.account.model.catalog.rows("SELECT * FROM objects ORDER BY id")
    dropping = next(case for case in book.cases if case.statement == "DROP DATABASE DEPOT" and case.outcome is None)
    assert local_run.run(dropping).right
    assert local_run.account.model.catalog.rows("SELECT * FROM objects ORDER BY id") == before


def test_hold_cases_enough(book: Book) -> None:
    assert len(book.cases) >= LEAST_CASES
    assert len({case.key for case in book.cases}) == len(book.cases)


def test_hold_every_statement_allowed_and_refused(book: Book, local_run: LocalRun) -> None:
    allowed, refused = set[str](), set[str]()
    for case in book.cases:
        rule = _rule(local_run, case)
        if case.outcome is None:
            allowed.add(rule)
        if case.outcome is not None or case.hides or case.empty:
            refused.add(rule)
    statements = {statement.rule() for statement in local_run.account.handlers}
    assert statements - allowed == set()
    assert statements - refused == OPEN_TO_ALL


def test_hold_cases_of_every_kind(book: Book, local_run: LocalRun) -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for case in book.cases:
        statement = _statement(local_run, case)
        if words_of(statement):
            found[statement.rule()].add(words_of(statement))
    missing = [
        f"{rule} {kind.name}"
        for kind in _kinds(local_run)
        for rule in sorted(OF_A_KIND)
        if not found[rule] & {kind.name, kind.plural} and _is_statement(rule, kind)
    ]
    assert missing == []


def test_name_a_page_of_the_documentation_as_source(book: Book) -> None:
    wrong = [case.key for case in book.cases if not re.fullmatch(r"[a-z0-9_/-]+", case.source)]
    assert wrong == []


def test_say_why_a_case_is_for_the_local_account_alone(book: Book) -> None:
    assert [case.key for case in book.cases if (case.only is not None) != bool(case.why)] == []


def test_confirm_no_case_of_the_local_account_alone(book: Book) -> None:
    assert [case.key for case in book.cases if case.local and case.confirmed] == []


def test_read_the_file_nowhere_in_the_account() -> None:
    sources = (PATH.parents[2] / "src" / "spcs_local").rglob("*.py")
    assert [path for path in sources if "privileges.yaml" in path.read_text(encoding="utf-8")] == []


def _rule(run: LocalRun, case: Case) -> str:
    return _statement(run, case).rule()


def _statement(run: LocalRun, case: Case) -> Statement:
    return run.account.parse(run.words.sql(case.statement), variables=_UNSET)


def _is_statement(rule: str, kind: Kind) -> bool:
    if kind.name == "ROLE" and rule == "describe":
        return False  # no page of the documentation has it
    if rule == "describe":
        return bool(kind.describe)
    return bool(kind.create_privilege) or rule in ("show", "drop")


def _kinds(run: LocalRun) -> Iterator[Kind]:
    """Kinds whose statements are those of objects.lark."""
    own = {"COMPUTE POOL", "SERVICE", "SNAPSHOT", "FUNCTION"}  # these have statements of their own
    return (kind for kind in run.account.language.kinds.values() if kind.name not in own)
