"""An account for the browser to look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.world import PREPARATION, create, settle


@pytest.fixture
def account(spcs_local_factory: Callable[..., RunningAccount]) -> RunningAccount:
    """An account with a running service; its states move on by step() alone."""
    running = spcs_local_factory(progression="manual")
    run(running.connect(), *PREPARATION, "GRANT ROLE OWNER TO ROLE ACCOUNTADMIN")
    create(running.connect(role="OWNER", database="DEMO", schema="APP"))
    settle(running)
    return running
