"""An account of its own for each resource's life."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from devkit import launchers
from spcs_local_tests.running import RunningAccount
from standins_tests.conformance import plugin
from standins_tests.conformance.scenario import Scenario, administer

Account = Callable[[Scenario], RunningAccount]


def plugin_on_path() -> Path | None:
    """The real one, where it is."""
    found = shutil.which("pulumi-resource-snowflake")
    return Path(found) if found and not launchers.is_stand_in(Path(found)) else None


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    """Starts an account with what the scenario is given. Services and pools stay as they were made."""
    homes = count()
    with ExitStack() as ends:

        def start(scenario: Scenario) -> RunningAccount:
            running = ends.enter_context(RunningAccount(tmp_path / f"home{next(homes)}", progression="manual"))
            administer(running, scenario.given)
            return running

        yield start


def settings(running: RunningAccount, scenario: Scenario) -> plugin.Values:
    """Of the provider, for that account."""
    return plugin.settings(running.port, running.password, scenario.role, scenario.experiments)
