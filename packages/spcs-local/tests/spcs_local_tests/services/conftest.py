"""An account whose states move on by step() alone, with the objects that a service needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount
from spcs_local_tests.services.world import PREPARATION
from spcs_local_tests.statements import execute


@pytest.fixture
def world(spcs_local_factory: Callable[..., RunningAccount]) -> RunningAccount:
    """Pools, a repository, a stage, an integration and the role OWNER that may use them all."""
    account = spcs_local_factory(progression="manual")
    execute(account.account, ";".join(PREPARATION))
    return account


@pytest.fixture
def owner(world: RunningAccount) -> SnowflakeConnection:
    """A connection as OWNER in the schema."""
    return world.connect(role="OWNER", database="DEMO", schema="APP")
