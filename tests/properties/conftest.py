"""One account for all examples of a module's properties."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from spcs_local_tests.running import RunningAccount, rows

Select = Callable[[str], object]


@pytest.fixture(scope="module")
def select(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Select]:
    """What an account makes of an expression, as a client is told."""
    with RunningAccount(tmp_path_factory.mktemp("account") / "home") as account:
        connection = account.connect()

        def value(expression: str) -> object:
            [row] = rows(connection, f"SELECT {expression} AS FOUND")
            return row["found"]

        yield value
