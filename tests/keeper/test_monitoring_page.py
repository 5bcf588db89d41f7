"""The conditions of docs/monitoring.md's alerts, on a local account with lines of the keeper's form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import PREPARATION, containers_of, create, settle
from tests.unit.recording import ROOT

PAGE = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
CONDITIONS = dict(re.findall(r"CREATE OR REPLACE ALERT (\w+) .*?IF \(EXISTS \((.*?)\)\) THEN", PAGE, re.DOTALL))
CALM = {"up": 1, "memory_share": 0.5, "disk_share": 0.5, "growing_segments": 3, "search_p99_ms": 8}
SILENT, SLOW = {"MILVUS_DOES_NOT_ANSWER", "MILVUS_PART_DOES_NOT_ANSWER"}, {"MILVUS_GROWING_SEGMENTS", "MILVUS_LATENCY"}
ALARMING = {"up": 0, "memory_share": 0.9, "disk_share": 0.81, "growing_segments": 101, "search_p99_ms": 501}


def here(condition: str) -> str:
    """For the account's own service and container, by the function that it has."""
    assert "SYSDATE()" in condition
    assert "'keeper'" in condition or "'metrics'" in condition
    for said, named in (("'MILVUS'", "'SVC'"), ("'MILVUS_DEMO'", "'DEMO'"), ("SYSDATE()", "CURRENT_TIMESTAMP()")):
        condition = condition.replace(said, named)
    return re.sub("'(keeper|metrics)'", "'main'", condition)


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


def say(account: RunningAccount, metrics: Mapping[str, float]) -> None:
    """As the keeper writes it, or what writes metrics alone."""
    containers = containers_of(account)
    name = next(state.name for state in containers.containers())
    containers.write(name, json.dumps({"at": "2026-11-28T19:00:00Z", "metrics": metrics}))


def test_conditions_hold_when_they_should(account: RunningAccount) -> None:
    assert CONDITIONS.keys() == {*SILENT, *SLOW, "MILVUS_MEMORY", "MILVUS_DISK"}
    say(account, {})
    assert raised(account) == {"MILVUS_DOES_NOT_ANSWER"}
    say(account, {**ALARMING, "up": 1})
    assert raised(account) == CONDITIONS.keys() - SILENT
    say(account, CALM)
    # the two of a quarter of an hour want every line to be so
    assert raised(account) == {"MILVUS_MEMORY", "MILVUS_DISK"}


def test_a_part_that_does_not_answer_is_told_from_one_that_has_a_disk_alone(account: RunningAccount) -> None:
    say(account, {"disk_share": 0.5})
    assert raised(account) == {"MILVUS_DOES_NOT_ANSWER"}
    say(account, {"up": 0})
    assert raised(account) == SILENT
    say(account, {"up": 1})
    assert raised(account) == set()


def test_the_lines_names_are_those_of_the_page() -> None:
    named = set(re.findall(r"`([a-z0-9_]+)`", PAGE[PAGE.index("| name | is |") : PAGE.index("A line has what")]))
    assert set(ALARMING) <= named
