"""Running accounts for tests."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.account import Account
from spcs_local_tests.running import RunningAccount
from spcs_local_tests.statements import GUIDE, execute


@pytest.fixture(scope="session")
def spcs_local_class() -> type[RunningAccount]:
    """Accounts of these tests are connected to."""
    return RunningAccount


@pytest.fixture
def account(spcs_local: RunningAccount) -> RunningAccount:
    """A fresh account."""
    return spcs_local


@pytest.fixture
def admin(account: RunningAccount) -> SnowflakeConnection:
    """The administrator's connection."""
    return account.connect()


@pytest.fixture
def real_account(spcs_local: RunningAccount) -> Account:
    """An account with the guide's user, role, database and image repository."""
    execute(spcs_local.account, GUIDE)
    return spcs_local.account
