"""What `make metrics` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from components import metrics
from components.deployment import Deployment
from components.engine import Engine, EngineError
from components.metric_lines import Measured
from components.metrics import NONE, Watched
from components.recovery.account import Account
from components.session import Row, StatementError

AT = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
FIGURES = {"up": 1, "searches_per_second": 12.5, "search_p99_ms": 8, "memory_bytes": 2**30, "memory_share": 0.5}
PLACE = {"database": "D", "schema": "S"}
DEPLOYMENT = Deployment(
    {
        "deployment": {
            "resources": [
                {"urn": "m", "type": "snowflake:index/service:Service", "inputs": {"name": "M", **PLACE}, "id": "m"},
                {"urn": "w", "type": "snowflake:index/warehouse:Warehouse", "inputs": {"name": "W"}, "id": "w"},
            ]
        }
    }
)
PRINTED = """\
MILVUS, instance 0, container keeper, at 2026-11-28 19:00:00 UTC, 12 s ago
up                   1
searches_per_second  12.5
search_p99_ms        8
memory_bytes         1,024 MiB
memory_share         50.0%

at                       searches per second  search p99 ms  memory share  memory bytes  up
2026-11-28 18:59:00 UTC  -                    -              -             -             0
2026-11-28 19:00:00 UTC  12.5                 8              50.0%         1,024 MiB     1
"""


def test_print_the_latest_and_a_history() -> None:
    lines = [Measured(AT - timedelta(minutes=1), {"up": 0}), Measured(AT, FIGURES)]
    found = metrics.report([Watched("MILVUS, instance 0, container keeper", lines)], AT + timedelta(seconds=12))
    assert "\n".join(found) == PRINTED


def test_names_that_nobody_knows_have_a_history_too() -> None:
    found = list(metrics.report([Watched("HELLO", [Measured(AT, {"b": 1, "a": 2})] * 20)], AT))
    assert found[4] == "at                       a  b"
    assert len(found) == 3 + 1 + 1 + metrics.HISTORY + 1


def test_say_what_to_do_where_nothing_writes_any() -> None:
    assert list(metrics.report([], AT)) == [NONE]


class _Session:
    def __init__(self, logs: dict[str, str]) -> None:
        self._logs = logs

    def rows(self, statement: str) -> list[Row]:
        if statement.startswith("SHOW SERVICE CONTAINERS"):
            assert statement.endswith('"D"."S"."M"')
            return [{"instance_id": "0", "container_name": name} for name in (*self._logs, "ended")]
        for name, log in self._logs.items():
            if f"'{name}'" in statement:
                return [{"LOG": log}]
        if "ended" in statement:
            raise StatementError(2000, "no log")
        return []

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


def test_read_the_logs_of_a_states_services() -> None:
    line = json.dumps({"at": "2026-11-28T19:00:00Z", "metrics": FIGURES})

    @contextmanager
    def opened(_role: str) -> Iterator[Any]:
        yield _Session({"milvus": "started\n", "keeper": f"keeper: watches\n{line}\n"})

    (found,) = metrics.watched(DEPLOYMENT, Account(opened, "DEPLOYER"))
    assert (found.container, found.lines) == ("M, instance 0, container keeper", [Measured(AT, FIGURES)])


def test_end_with_what_stands_in_the_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(_engine: Engine) -> None:
        raise EngineError("no stack named 'dev' found")

    monkeypatch.setattr(Engine, "configuration", refused)
    assert metrics.main(["--stack", "dev"]) == 2
    assert capsys.readouterr().err == "error: no stack named 'dev' found\n"
