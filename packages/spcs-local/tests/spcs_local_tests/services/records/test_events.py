"""Platform events: of services that are to have some, the newest of them."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.services.records import events
from spcs_local.services.records.events import Events
from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.world import PLAIN, containers_of, create, running, settle

EVER = (0.0, 2.0**33)


def told(world: RunningAccount, prefix: str = "SERVICE.") -> list[tuple[str, str]]:
    """Severity and status of each, the oldest first."""
    found = Events(world.account.model.catalog).newest(*EVER)
    return [(it.severity, it.status) for it in reversed(found) if it.name.startswith(prefix)]


def test_service_tells_of_its_life(world: RunningAccount, owner: SnowflakeConnection) -> None:
    run(world.connect(role="ACCOUNTADMIN"), "ALTER SCHEMA DEMO.APP SET LOG_EVENT_LEVEL = 'INFO'")
    create(owner, spec=PLAIN)
    settle(world)
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${PLAIN.replace('image:1', 'image:2')}$$")
    settle(world)
    run(owner, "ALTER SERVICE SVC SUSPEND")
    settle(world)
    run(owner, "ALTER SERVICE SVC RESUME", "DROP SERVICE SVC")
    statuses = [status for _, status in told(world)]
    assert statuses[:2] == ["PENDING", "RUNNING"]
    assert statuses[-5:] == ["SUSPENDING", "SUSPENDED", "RESUMING", "PENDING", "DELETED"]
    assert statuses.index("UPGRADING") < statuses.index("UPGRADED")


def test_errors_alone_are_recorded_where_the_level_says_so(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(owner, spec=PLAIN, options="LOG_EVENT_LEVEL = 'ERROR'")
    settle(world)
    assert told(world, "") == []
    port = containers_of(world)
    port.missing_images.add(port.specs[running(port)].image)
    port.crash(running(port), 1)
    settle(world, 1)
    assert told(world) == [("ERROR", "FAILED")]
    assert ("ERROR", "FAILED") in told(world, "CONTAINER.")
    monkeypatch.setattr(events, "MOST", 1)
    run(owner, "ALTER SERVICE SVC SET LOG_EVENT_LEVEL = 'INFO'", "ALTER SERVICE SVC SUSPEND")
    assert told(world, "") == [("INFO", "SUSPENDING")]
