"""The conditions of docs/monitoring.md's alerts, on a local account with lines of the keeper's form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import PREPARATION, containers_of, create, settle
from tests.unit.recording import ROOT

PAGE = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
CONDITIONS = dict(re.findall(r"CREATE OR REPLACE ALERT (\w+) .*?IF \(EXISTS \((.*?)\)\) THEN", PAGE, re.DOTALL))
CALM = {"up": 1, "memory_share": 0.5, "disk_share": 0.5, "growing_segments": 3, "search_p99_ms": 8}
ALARMING = {"up": 0, "memory_share": 0.9, "disk_share": 0.81, "growing_segments": 101, "search_p99_ms": 501}


def here(condition: str) -> str:
    """For the account's own service and container, by the function that it has."""
    for said, named in (("'MILVUS'", "'SVC'"), ("'keeper'", "'main'"), ("SYSDATE()", "CURRENT_TIMESTAMP()")):
        assert said in condition
        condition = condition.replace(said, named)
    return condition


def raised(account: RunningAccount) -> set[str]:
    """The alerts whose condition has a row."""
    found = set()
    with account.connect(role="ACCOUNTADMIN") as connection:
        for name, condition in CONDITIONS.items():
            if rows(connection, here(condition)):
                found.add(name)
    return found


@pytest.fixture
def account(tmp_path: Path) -> Iterator[RunningAccount]:
    """With a service."""
    with RunningAccount(tmp_path / "home", progression="manual") as running:
        run(running.connect(), *PREPARATION)
        create(running.connect(role="OWNER", database="DEMO", schema="APP"))
        settle(running)
        yield running


def test_conditions_hold_when_they_should(account: RunningAccount) -> None:
    assert len(CONDITIONS) == 5
    containers = containers_of(account)
    name = next(state.name for state in containers.containers())
    containers.write(name, "listening")
    assert raised(account) == {"MILVUS_DOES_NOT_ANSWER"}
    written = json.dumps({"at": "2026-11-28T19:00:00Z", "metrics": {**ALARMING, "up": 1}})
    containers.write(name, written)
    assert raised(account) == set(CONDITIONS) - {"MILVUS_DOES_NOT_ANSWER"}
    containers.write(name, json.dumps({"at": "2026-11-28T19:01:00Z", "metrics": CALM}))
    # the two of a quarter of an hour want every line to be so
    assert raised(account) == {"MILVUS_MEMORY", "MILVUS_DISK"}


def test_the_lines_names_are_those_of_the_page() -> None:
    named = set(re.findall(r"`([a-z0-9_]+)`", PAGE[PAGE.index("| name | is |") : PAGE.index("A line has what")]))
    assert set(ALARMING) <= named
