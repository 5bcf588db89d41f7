"""System functions of services."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import until
from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.job_world import lasting, names_of, start_job, status
from spcs_local_tests.services.world import PAIR, containers_of, create, described, settle, value


@pytest.mark.parametrize(
    "arguments",
    [
        "'SVC', '0', 'main', 2",
        "'SVC', 0, 'main', 2",
        "'demo.app.svc', '0', 'main', 2",
        '\'"DEMO"."APP"."SVC"\', 0, \'main\', 2',
    ],
)
def test_logs_are_found_by_any_form_of_the_name(
    world: RunningAccount, owner: SnowflakeConnection, arguments: str
) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    for line in ("one", "two", "three"):
        port.write(next(iter(port.specs)), line)
    assert value(owner, f"SYSTEM$GET_SERVICE_LOGS({arguments})") == "two\nthree\n"
    assert rows(owner, f"CALL SYSTEM$GET_SERVICE_LOGS({arguments})") == [{"system$get_service_logs": "two\nthree\n"}]


@pytest.mark.parametrize("arguments", ["'SVC', '1', 'main'", "'SVC', '0', 'other'"])
def test_logs_of_a_container_that_is_not_there_are_an_error(
    world: RunningAccount, owner: SnowflakeConnection, arguments: str
) -> None:
    create(owner)
    settle(world)
    number, state, text = error_of(owner, f"SELECT SYSTEM$GET_SERVICE_LOGS({arguments})")
    assert (number, state) == (395019, "22023")
    assert "has no container" in text


def test_logs_begin_at_a_time_and_have_timestamps(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    port = containers_of(world)
    port.write(next(name for name in port.specs if name.endswith("-main")), "words")

    def logs(arguments: str) -> str:
        found = rows(owner, f"CALL SYSTEM$GET_SERVICE_LOGS('SVC', '0', 'main', 500, False, {arguments})")
        return str(found[0]["system$get_service_logs"])

    assert logs("'', False") == logs("'2026-01-01T00:00:00.123456789Z', False") == "words\n"
    assert logs("'2999-01-01', False") == ""
    moment, _, line = logs("'', True").partition(" ")
    assert (datetime.fromisoformat(moment).tzinfo, line) == (UTC, "words\n")
    assert logs(f"'{moment}', True").endswith(line)


@pytest.mark.parametrize("moment", ["0001-01-01", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z"])
def test_logs_since_before_all_engines_are_whole(
    world: RunningAccount, owner: SnowflakeConnection, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []

    def logs(_name: str, _lines: int, *, since: datetime, timestamps: bool) -> str:
        asked.append(since.timestamp())
        return str(timestamps)

    create(owner)
    settle(world)
    monkeypatch.setattr(containers_of(world), "logs", logs)
    rows(owner, f"CALL SYSTEM$GET_SERVICE_LOGS('SVC', '0', 'main', 500, False, '{moment}')")
    assert asked == [1.0]


def test_logs_since_what_is_no_time_are_an_error(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    logs = "CALL SYSTEM$GET_SERVICE_LOGS('SVC', '0', 'main', 500, {})"
    assert error_of(owner, logs.format("False, 'yesterday'"))[:2] == (1008, "22023")
    assert error_of(owner, logs.format("True, '', True"))[:2] == (990001, "0A000")


def test_logs_need_monitor(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    run(owner, "GRANT USAGE ON SERVICE SVC TO ROLE GUEST")
    guest = world.connect(role="GUEST", database="DEMO", schema="APP")
    run(guest, "USE SECONDARY ROLES NONE")
    assert error_of(guest, "SELECT SYSTEM$GET_SERVICE_LOGS('SVC', '0', 'main')")[:2] == (3001, "42501")


def test_status_tells_of_each_container(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    [container] = json.loads(value(owner, "SYSTEM$GET_SERVICE_STATUS('svc')"))
    assert (container["status"], container["containerName"], container["image"]) == (
        "READY",
        "main",
        "/demo/app/repo/image:1",
    )
    pool = json.loads(value(owner, "SYSTEM$GET_COMPUTE_POOL_STATUS('POOL')"))
    assert (pool["name"], pool["status"]) == ("POOL", "ACTIVE")


def test_status_tells_of_what_is_awaited(owner: SnowflakeConnection) -> None:
    create(owner, spec=PAIR, options="MIN_INSTANCES = 2 MAX_INSTANCES = 2")
    found = json.loads(value(owner, "SYSTEM$GET_SERVICE_STATUS('svc')"))
    assert [(it["instanceId"], it["containerName"]) for it in found] == [
        *(("0", "first"), ("0", "second"), ("1", "first"), ("1", "second"))
    ]
    assert {(it["status"], it["message"], it["startTime"]) for it in found} == {
        ("PENDING", "Compute pool node(s) are being provisioned", "")
    }
    run(owner, "ALTER SERVICE SVC SUSPEND")
    assert json.loads(value(owner, "SYSTEM$GET_SERVICE_STATUS('svc')")) == []


def test_wait_says_what_is_not_ready(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    _, state, text = error_of(owner, "CALL SYSTEM$WAIT_FOR_SERVICES(0, 'SVC')")
    assert state == "57014"
    assert "DEMO.APP.SVC" in text
    settle(world)
    assert value(owner, "SYSTEM$WAIT_FOR_SERVICES(0, 'SVC')") == "OK"


def test_dns_domain_is_that_of_the_services(owner: SnowflakeConnection) -> None:
    create(owner)
    domain = value(owner, "SYSTEM$GET_SERVICE_DNS_DOMAIN('DEMO.APP')")
    assert described(owner)["dns_name"] == f"svc.{domain}"


def test_wait_function_waits_for_the_end_of_a_job(moving: RunningAccount) -> None:
    lasting(moving)
    owner = moving.connect(role="OWNER", database="DEMO", schema="APP")
    start_job(owner)
    until(lambda: status(owner) == "RUNNING")
    assert error_of(owner, "CALL SYSTEM$WAIT_FOR_SERVICES(0, 'JOB')")[0] == 395035
    port = containers_of(moving)
    port.crash(names_of(port)[0], 0)
    rows(owner, "CALL SYSTEM$WAIT_FOR_SERVICES(20, 'JOB')")
    assert status(owner) == "DONE"
