"""A child of the account: started again, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devkit.testing.waiting import until
from spcs_local.log_files import MOST_BYTES, previous
from spcs_local.registry import Registry, child
from spcs_local_tests.registry.conftest import answers
from spcs_local_tests.registry.pusher import PATH, Pusher
from spcs_local_tests.registry.stub import WRITER


def test_crash_of_the_server_starts_it_again(registry: Registry, pusher: Pusher) -> None:
    digest = pusher.push("milvus", "v1", who=WRITER).headers["Docker-Content-Digest"]
    first = registry.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: registry.pid not in (None, first), "a new process")
    until(lambda: answers(registry), "an answer of the new process")
    assert registry.resolve(f"{PATH}/milvus", "v1") == digest


def test_child_dies_when_the_account_is_killed(binary: Path, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from spcs_local.registry import Registry\n"
        "r = Registry(binary=pathlib.Path(sys.argv[1]), home=pathlib.Path(sys.argv[2]), port=0, account_port=1)\n"
        "r.start(); print(r.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(binary), str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    until(lambda: not is_alive(child), "the registry's end")
    parent.stdin.close()
    parent.stdout.close()


def test_log_of_a_child_that_runs_on_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_STOP_SECONDS", 0.01)
    log = tmp_path / "child.log"
    with log.open("w") as full:
        full.truncate(MOST_BYTES)
    running = child.Child(["/bin/sleep", "600"], log, tmp_path)
    running.start()
    until(lambda: previous(log).exists() and log.stat().st_size == 0, "another file")
    running.stop()


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
