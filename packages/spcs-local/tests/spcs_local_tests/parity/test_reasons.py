"""A reason is true of what the account refuses, and stands for nothing that it has."""

from __future__ import annotations

import pytest

from spcs_local.account import Account
from spcs_local.errors import NotSupportedError
from spcs_local.model.documented import PRIVILEGES, PROPERTIES
from spcs_local_tests.administrator import execute
from spcs_local_tests.parity import reasons, witnesses
from spcs_local_tests.parity.rows import Row


@pytest.mark.parametrize("statement", reasons.STATEMENTS)
def test_statement_that_is_left_out_is_refused_as_such(account: Account, statement: str) -> None:
    with pytest.raises(NotSupportedError):
        execute(account, statement)


def test_reasons_are_of_what_there_is(rows: dict[str, Row]) -> None:
    assert set(reasons.PROPERTIES) == set(PROPERTIES)
    assert set(reasons.PRIVILEGES) == set(PRIVILEGES)
    assert set(reasons.ROWS) - set(rows) == set(), "take them out of reasons.py"


def test_row_with_a_reason_has_no_witness() -> None:
    assert set(reasons.ROWS) & set(witnesses.load()) == set(), "take them out of reasons.py"
