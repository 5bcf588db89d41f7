"""What is done about an engine that was killed, and who heals the stack."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devkit import environment, files, pids, recovery, stack
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.pulumi import DRIVER_VARIABLE, Pulumi
from devkit.testing.waiting import PATIENCE, until

PROGRAM = '#!/bin/sh\necho "$@ $SNOWFLAKE_USER"\nexit {code}\n'


def pulumi(context: Context, *, pending: bool, code: int = 0) -> Pulumi:
    """The engine of a stack of which a run was killed, or was not; its program says what it is given."""
    latest = {"pending_operations": [{"type": "creating", "resource": {"urn": "u"}}]} if pending else {}
    files.write(stack.checkpoint_file(context.paths), json.dumps({"checkpoint": {"latest": latest}}))
    files.write(context.paths.python, PROGRAM.format(code=code), 0o755)
    return Pulumi(context, {"SNOWFLAKE_USER": "DEPLOYER"})


def test_recover_leaves_a_stack_alone_with_which_nothing_is_wrong(context: Context) -> None:
    assert not recovery.recover(pulumi(context, pending=False))


def test_recover_calls_the_program_that_heals(context: Context, screen: io.StringIO) -> None:
    assert recovery.recover(pulumi(context, pending=True))
    assert "recovery: -m components.recovery --stack local DEPLOYER\n" in screen.getvalue()


def test_recover_goes_on_with_a_healing_that_was_killed(context: Context) -> None:
    found = pulumi(context, pending=False)
    resources = [{"urn": "a"}, {"urn": "b", "initErrors": ["make heal"]}]
    files.write(stack.checkpoint_file(context.paths), json.dumps({"checkpoint": {"latest": {"resources": resources}}}))
    assert recovery.recover(found)


def test_recover_does_so_for_a_lock_alone(context: Context) -> None:
    found = pulumi(context, pending=False)
    folder = environment.backend(context.paths) / ".pulumi" / "locks" / "organization" / stack.PROJECT / "local"
    files.write(folder / "lock.json", json.dumps({"pid": 2**22 + 1}))
    assert recovery.recover(found)


def test_recover_says_that_it_could_not(context: Context) -> None:
    with pytest.raises(ToolchainError, match="could not be healed"):
        recovery.recover(pulumi(context, pending=True, code=2))


def test_holder_is_none_for_a_process_that_is_gone_or_another_program(tmp_path: Path) -> None:
    lock = tmp_path / "lock.json"
    lock.write_text(json.dumps({"pid": 2**22 + 1}))
    assert recovery.holder(lock) is None

    lock.write_text(json.dumps({"pid": os.getpid()}))
    assert not os.path.basename(sys.executable).startswith("pulumi")
    assert recovery.holder(lock) is None


@pytest.mark.parametrize(
    ("driver", "expected"),
    [(2**22 + 1, True), (os.getpid(), False), (None, False)],
    ids=["gone", "running", "none"],
)
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
