"""An account for the browser to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spcs_local_tests.running import RunningAccount, run, start_account
from spcs_local_tests.services.world import PREPARATION, create, settle


@pytest.fixture
def account(tmp_path: Path) -> Iterator[RunningAccount]:
    """An account with a running service; its states move on by step() alone."""
    running = start_account(tmp_path / "home", progression="manual")
    try:
        run(running.connect(), *PREPARATION, "GRANT ROLE OWNER TO ROLE ACCOUNTADMIN")
        create(running.connect(role="OWNER", database="DEMO", schema="APP"))
        settle(running)
        yield running
    finally:
        running.stop()
