"""The event table, and the methods of services that read it."""

from __future__ import annotations

import json

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import containers_of, create, settle

SPEC = """
spec:
  containers: [{name: main, image: /demo/app/repo/image:1}]
"""
WHOLE = "SELECT * FROM SNOWFLAKE.TELEMETRY.EVENTS"
# as the documentation asks
SAID = """
    SELECT VALUE FROM SNOWFLAKE.TELEMETRY.EVENTS
    WHERE TIMESTAMP > DATEADD(hour, -1, CURRENT_TIMESTAMP()) AND RESOURCE_ATTRIBUTES:"snow.service.name" = 'SVC'
    AND RECORD_TYPE = 'LOG' ORDER BY TIMESTAMP LIMIT 10
"""
SUSPENDED = """
    SELECT COUNT(*) AS N FROM SNOWFLAKE.TELEMETRY.EVENTS
    WHERE RECORD_TYPE = 'EVENT' AND SCOPE:"name" = 'snow.spcs.platform' AND VALUE:status = 'SUSPENDED'
"""
COLUMNS = (
    "timestamp start_timestamp observed_timestamp trace resource resource_attributes scope scope_attributes"
    " record_type record record_attributes value exemplars"
)


def logs(connection: SnowflakeConnection, arguments: str = "") -> list[dict[str, object]]:
    return rows(connection, f"SELECT * FROM TABLE(SVC!SPCS_GET_LOGS({arguments}))")  # noqa: S608 - of this test


def test_event_table_takes_logs_and_events(world: RunningAccount, owner: SnowflakeConnection) -> None:
    admin, port = world.connect(role="ACCOUNTADMIN"), containers_of(world)
    [parameter] = rows(admin, "SHOW PARAMETERS LIKE 'event_table' IN ACCOUNT")
    assert (parameter["key"], parameter["value"]) == ("EVENT_TABLE", "SNOWFLAKE.TELEMETRY.EVENTS")

    # events are of services that are to have some, from the first on
    create(owner, spec=SPEC, options="LOG_EVENT_LEVEL = INFO")
    [parameter] = rows(owner, "SHOW PARAMETERS LIKE 'LOG_EVENT_LEVEL' IN SERVICE SVC")
    assert (parameter["value"], parameter["level"]) == ("INFO", "SERVICE")
    events = "SELECT * FROM TABLE(SVC!SPCS_GET_EVENTS())"
    [first] = rows(owner, events)
    assert (first["event_name"], json.loads(first["event_details"])) == (
        "SERVICE.STATUS_CHANGE",
        {"message": "Service is pending", "status": "PENDING"},
    )
    settle(world)
    found = [(row, json.loads(row["event_details"])) for row in rows(owner, events)]
    assert [told["status"] for row, told in found if "SERVICE." in row["event_name"]] == ["RUNNING", "PENDING"]
    assert ("CONTAINER.STATUS_CHANGE", 0, "main", "Waiting to start") in {
        (row["event_name"], row["instance_id"], row["container_name"], told["message"]) for row, told in found
    }

    # logs of a container that is there, and of one that is gone
    [name] = port.specs
    for line in ("one", "two"):
        port.write(name, line)
    before = logs(owner)
    assert [(row["instance_id"], row["container_name"], row["log"]) for row in before] == [
        *((0, "main", "two"), (0, "main", "one"))
    ]
    assert list(before[0]) == ["timestamp", "instance_id", "container_name", "log", "record_attributes"]
    assert json.loads(str(before[0]["record_attributes"])) == {"log.iostream": "stdout"}
    run(owner, "ALTER SERVICE SVC SUSPEND")
    settle(world)
    assert logs(owner) == before
    assert logs(owner, "END_TIME => '2020-01-01'") == []
    assert logs(owner, "START_TIME => DATEADD('hour', -1, CURRENT_TIMESTAMP())") == before
    assert error_of(owner, "SELECT DATEADD('day', -1, CURRENT_TIMESTAMP())")[0] == 990001

    # all of it, to the administrator
    assert " ".join(rows(admin, WHOLE)[0]) == COLUMNS
    assert [json.loads(row["value"]) for row in rows(admin, SAID)] == ["one", "two"]
    [row] = rows(admin, SUSPENDED)
    assert row["n"] == 1
    run(owner, "USE SECONDARY ROLES NONE")
    assert error_of(owner, WHOLE)[0] == 2003
