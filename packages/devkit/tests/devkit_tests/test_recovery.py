"""What becomes of operations that a killed engine left pending."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from devkit import pids, recovery
from devkit.context import Context
from devkit.pulumi import DRIVER_VARIABLE
from devkit.testing.waiting import PATIENCE, until

URN = "urn:pulumi:local::p::snowflake:index/"


def resource(kind: str, **inputs: str) -> dict[str, Any]:
    return {"urn": f"{URN}{kind}::x", "type": f"snowflake:index/{kind}", "inputs": inputs, "parent": "up"}


@pytest.mark.parametrize(
    ("kind", "inputs", "expected"),
    [
        ("accountRole:AccountRole", {"name": "R"}, '"R"'),
        ("schema:Schema", {"database": "D", "name": "S"}, '"D"."S"'),
        ("service:Service", {"database": "D", "schema": "S", "name": 'a"b'}, '"D"."S"."a""b"'),
        ("service:Service", {"name": "X"}, None),
        ("execute:Execute", {"name": "X"}, None),
    ],
)
def test_object_id_is_the_quoted_name(kind: str, inputs: dict[str, str], expected: str | None) -> None:
    assert recovery.object_id(resource(kind, **inputs)) == expected


def test_settle_takes_a_pending_create_for_the_object() -> None:
    created = resource("user:User", name="U", comment="c")
    deployment: dict[str, Any] = {"resources": [], "pending_operations": [{"resource": created, "type": "creating"}]}

    lines = recovery.settle(deployment)

    assert deployment == {"resources": [{**created, "id": '"U"', "outputs": {"name": "U", "comment": "c"}}]}
    assert lines == ['creating x: taken for "U" if that exists']


def test_settle_puts_the_new_object_in_place_of_the_one_it_replaces() -> None:
    old = {**resource("user:User", name="U"), "id": '"U"', "pendingReplacement": True}
    other = resource("accountRole:AccountRole", name="R")
    deployment: dict[str, Any] = {
        "resources": [old, other],
        "pending_operations": [{"resource": resource("user:User", name="U", comment="new"), "type": "creating"}],
    }

    recovery.settle(deployment)

    assert [it["inputs"] for it in deployment["resources"]] == [{"name": "R"}, {"name": "U", "comment": "new"}]


@pytest.mark.parametrize(
    "operation",
    [
        {"resource": resource("execute:Execute", execute="GRANT"), "type": "creating"},
        {"resource": resource("user:User", name="U"), "type": "deleting"},
        {"resource": resource("user:User", name="U"), "type": "updating"},
    ],
)
def test_settle_forgets_what_may_be_done_again(operation: dict[str, Any]) -> None:
    deployment: dict[str, Any] = {"resources": [{"urn": "kept"}], "pending_operations": [operation]}

    assert "again" in recovery.settle(deployment)[0]
    assert deployment == {"resources": [{"urn": "kept"}]}


def test_holder_is_none_for_a_process_that_is_gone_or_another_program(tmp_path: Path) -> None:
    lock = tmp_path / "lock.json"
    lock.write_text(json.dumps({"pid": 2**22 + 1}))
    assert recovery.holder(lock) is None

    lock.write_text(json.dumps({"pid": os.getpid()}))
    assert not os.path.basename(sys.executable).startswith("pulumi")
    assert recovery.holder(lock) is None


@pytest.mark.parametrize(("driver", "expected"), [(2**22 + 1, True), (os.getpid(), False), (None, False)])
def test_orphaned_is_an_engine_whose_command_is_gone(driver: int | None, expected: bool) -> None:
    variables = {} if driver is None else {DRIVER_VARIABLE: str(driver)}
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env=variables) as process:
        until(lambda: "-c" in pids.command_line(process.pid))
        assert recovery.orphaned(process.pid) is expected


def test_end_kills_an_engine_that_does_not_heed_a_signal(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "ORPHAN_SECONDS", 0.5)
    code = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        recovery.end(process.pid, context.step("recovery"))
        assert process.wait(PATIENCE) == -signal.SIGKILL
