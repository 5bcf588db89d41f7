"""What containers wrote that are gone: the newest, as far as there is room."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.containers.port import LogLine
from spcs_local.services.records import kept_logs
from spcs_local.services.records.kept_logs import KeptLogs
from spcs_local_tests.running import RunningAccount
from spcs_local_tests.services.world import create


def test_newest_are_kept(world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_logs, "MOST_CONTAINERS", 2)
    monkeypatch.setattr(kept_logs, "MOST_CHARACTERS", 12)
    create(owner)
    found = world.account.model.objects.find_path("SERVICE", ("DEMO", "APP", "SVC"))
    assert found is not None
    logs = KeptLogs(world.account.model.catalog)
    logs.keep(found.id, 0, "none", [])
    for name in ("a", "b", "c"):
        logs.keep(found.id, 0, name, [LogLine(float(at), "stdout", f"line {at}") for at in range(3)])
    assert [(it.container, it.lines) for it in logs.of(found.id)] == [
        ("b", (LogLine(2.0, "stdout", "line 2"),)),
        ("c", (LogLine(2.0, "stdout", "line 2"),)),
    ]
