"""One account with the world of the cases in it, for all tests of this directory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spcs_local_tests.privileges.cases import Book, load
from spcs_local_tests.privileges.in_process import LocalRun


@pytest.fixture(scope="session")
def book() -> Book:
    """The file."""
    return load()


@pytest.fixture(scope="session")
def local_run(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalRun]:
    """The account; each case leaves it as it was."""
    run = LocalRun(book, tmp_path_factory.mktemp("privileges") / "home")
    yield run
    run.close()
