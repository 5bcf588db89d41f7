"""One account for all tests of this directory, and its rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spcs_local.account import Account
from spcs_local.testing import LocalAccount
from spcs_local_tests.parity.rows import Row, Section, sections


@pytest.fixture(scope="package")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with LocalAccount(tmp_path_factory.mktemp("parity")) as running:
        yield running.account


@pytest.fixture(scope="package")
def found(account: Account) -> list[Section]:
    """All that the page has."""
    return sections(account)


@pytest.fixture(scope="package")
def rows(found: list[Section]) -> dict[str, Row]:
    """By their keys."""
    return {row.key: row for section in found for row in section.rows}
