"""The check after a kill sees what is lost."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from spcs_local_tests.soak.client import Client
from spcs_local_tests.soak.ledger import Ledger, lost
from spcs_local_tests.soak.load import percentile


class Answers:
    """A client whose account has two roles and two files."""

    async def run(self, statement: str) -> list[dict[str, Any]]:
        """Rows of SHOW ROLES and LIST."""
        if statement.startswith("SHOW"):
            return [{"name": "A", "comment": "of A"}, {"name": "B", "comment": ""}]
        return [{"name": "files/a", "md5": "1"}, {"name": "files/b", "md5": "2"}]


def problems(ledger: Ledger) -> list[str]:
    return asyncio.run(lost(cast(Client, Answers()), ledger, ""))


_FILES: dict[str, Any] = {"files": {"a": "1"}, "tried": {"a": "1", "b": "2"}}


@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        (Ledger(roles={"C": ""}, **_FILES), "role C: '', is None"),
        (Ledger(roles={"B": "of B"}, **_FILES), "role B: 'of B', is ''"),
        (Ledger(roles={"A": None}, **_FILES), "role A: None, is 'of A'"),
        (Ledger(files={"c": "3"}, tried={"a": "1", "b": "2", "c": "3"}), "file c: missing"),
        (Ledger(files={"a": "1"}, tried={"a": "1", "b": "3"}), "file b: in part"),
    ],
)
def test_find_what_is_lost(ledger: Ledger, said: str) -> None:
    assert problems(ledger) == [said]


def test_find_nothing_where_all_is_there_or_was_not_acknowledged() -> None:
    assert problems(Ledger(roles={"A": "of A", "C": None, "D": ""}, unsure={"D"}, **_FILES)) == []


def test_percentile_is_the_value_that_so_many_do_not_exceed() -> None:
    assert [percentile([float(n) for n in range(1, 101)], p) for p in (50, 99)] == [51.0, 100.0]
