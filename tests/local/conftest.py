"""Running accounts for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from tests.local.running import RunningAccount, start_account


@pytest.fixture
def account(tmp_path: Path) -> Iterator[RunningAccount]:
    """A fresh account."""
    running = start_account(tmp_path / "home")
    yield running
    running.stop()


@pytest.fixture
def account_with(tmp_path: Path) -> Iterator[Callable[..., RunningAccount]]:
    """Fresh accounts with named settings of their own."""
    started: list[RunningAccount] = []

    def start(**behaviour: Any) -> RunningAccount:
        started.append(start_account(tmp_path / f"home{len(started)}", **behaviour))
        return started[-1]

    yield start
    for running in started:
        running.stop()


@pytest.fixture
def admin(account: RunningAccount) -> SnowflakeConnection:
    """The administrator's connection."""
    return account.connect()
