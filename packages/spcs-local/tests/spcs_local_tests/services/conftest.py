"""Accounts with services: jobs that end by themselves, a service with a block volume."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.administrator import execute
from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.world import BLOCK, PREPARATION, containers_of, create, settle


@pytest.fixture
def moving(spcs_local_factory: Callable[..., RunningAccount]) -> RunningAccount:
    """The same world, in which states move on by themselves."""
    account = spcs_local_factory(progression="immediate")
    execute(account.account, ";".join(PREPARATION))
    return account


@pytest.fixture
def service(world: RunningAccount, owner: SnowflakeConnection) -> RunningAccount:
    """SVC with something on its volume, and an owner that may take snapshots."""
    run(world.connect(role="ACCOUNTADMIN"), "GRANT CREATE SNAPSHOT ON SCHEMA DEMO.APP TO ROLE OWNER")
    create(owner, spec=BLOCK)
    settle(world)
    [volume] = containers_of(world).volumes
    containers_of(world).contents[volume] = "first"
    return world
