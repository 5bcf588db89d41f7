"""Running accounts for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.account import Account
from spcs_local_tests.running import RunningAccount, start_account
from spcs_local_tests.statements import guide_account


@pytest.fixture
def account(tmp_path: Path) -> Iterator[RunningAccount]:
    """A fresh account."""
    running = start_account(tmp_path / "home")
    yield running
    running.stop()


@pytest.fixture
def account_with(tmp_path: Path) -> Iterator[Callable[..., RunningAccount]]:
    """Fresh accounts with named settings of their own."""
    homes = count()
    with ExitStack() as ends:

        def start(**behaviour: Any) -> RunningAccount:
            running = start_account(tmp_path / f"home{next(homes)}", **behaviour)
            ends.callback(running.stop)
            return running

        yield start


@pytest.fixture
def admin(account: RunningAccount) -> SnowflakeConnection:
    """The administrator's connection."""
    return account.connect()


@pytest.fixture
def real_account(tmp_path: Path) -> Iterator[Account]:
    """The guide's account, without a server."""
    made = guide_account(tmp_path)
    yield made
    made.model.close()
