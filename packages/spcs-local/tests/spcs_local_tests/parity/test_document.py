"""docs/parity.md has every row of the account, and no other, each with a witness that is there or with a reason."""

from __future__ import annotations

import pytest

from spcs_local_tests.parity import witnesses
from spcs_local_tests.parity.document import PATH, text
from spcs_local_tests.parity.plugin import COLLECTED, stands
from spcs_local_tests.parity.rows import Row, Section, short
from spcs_local_tests.parity.witnesses import may_witness

TO_DO = f"write a test that has the account do it, then run: {witnesses.COMMAND} its-file"


def test_every_row_has_a_witness_or_a_reason(found: list[Section], rows: dict[str, Row]) -> None:
    assert sum(len(section.rows) for section in found) == len(rows)
    named = witnesses.load()
    assert [row.text for row in rows.values() if not row.reason and row.key not in named] == [], TO_DO


def test_keep_the_document_current(found: list[Section]) -> None:
    assert PATH.read_text(encoding="utf-8") == text(found, witnesses.load()), f"run: {witnesses.COMMAND}"


def test_witnesses_are_of_rows_that_there_are(rows: dict[str, Row]) -> None:
    assert set(witnesses.load()) - {key for key, row in rows.items() if not row.reason} == set(), (
        f"run: {witnesses.COMMAND}"
    )


def test_witnesses_are_there(request: pytest.FixtureRequest) -> None:
    collected = request.config.stash[COLLECTED]
    gone = {test for test in witnesses.load().values() if not stands(test, collected)}
    assert gone == set(), f"run: {witnesses.COMMAND} with the files that have what they had"


def test_witnesses_are_no_tests_of_refusals() -> None:
    refusing = {test for test in witnesses.load().values() if not may_witness(test)}
    assert refusing == set(), f"run: {witnesses.COMMAND} with the files of tests that do it"


def test_shorten_a_statement() -> None:
    long = "SHOW [TERSE [A]] GRANTS ON {A | B} {DATABASE | SCHEMA | IMAGE REPOSITORY | COMPUTE POOL} name [LIMIT 1]"
    assert short(long) == "SHOW GRANTS ON {A | B} {DATABASE | …} name"
