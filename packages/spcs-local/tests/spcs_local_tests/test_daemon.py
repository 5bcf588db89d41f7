"""The account as a process of its own: its memory, its end."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from devkit import pids
from spcs_local.log_files import MOST_BYTES, previous
from spcs_local.presence import information_path, is_running, log_path
from spcs_local.settings import Settings
from spcs_local.sockets import unix_socket_path
from spcs_local_tests.command_line import PORTS, connect_to, information, local, own_memory, start


def test_sign_ins_leave_no_memory_behind(home: Path) -> None:
    assert start(home).returncode == 0
    before = own_memory(home)
    with ThreadPoolExecutor(6) as pool:
        for connection in pool.map(connect_to, [home] * 6):
            connection.close()
    # a password's hash takes 16 MB
    assert own_memory(home) - before < 16e6


def test_stop_ends_it_and_again_says_so(home: Path) -> None:
    home.mkdir(mode=0o700)
    with log_path(home).open("w") as full:
        full.truncate(MOST_BYTES)
    start(home)
    assert (log_path(home).stat().st_size < MOST_BYTES, previous(log_path(home)).stat().st_size) == (True, MOST_BYTES)
    pid = information(home)["pid"]
    first, second = local("stop", home), local("stop", home)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "stopped the local account" in first.stdout
    assert "no local account was running" in second.stdout
    assert not is_running(home)
    assert not unix_socket_path(Settings(home=home)).parent.exists()
    assert pids.start_time(pid) is None


def test_start_replaces_what_a_damaged_file_says_of_an_account_before(home: Path) -> None:
    assert start(home).returncode == 0
    assert local("stop", home).returncode == 0
    information_path(home).write_text("{", encoding="utf-8")
    done = start(home)
    assert (done.returncode, done.stderr) == (0, "")


def test_several_starts_at_once_are_one_account(home: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(start, [home] * 4))
    assert [(it.returncode, it.stderr) for it in done] == [(0, "")] * 4
    said = sorted("is already running" in it.stdout for it in done)
    assert said == [False, True, True, True]


# an account that was killed holds its lock for the moment that the system takes to end it
DYING = """
import sys
from pathlib import Path
from spcs_local import daemon
from spcs_local.presence import is_running

held = iter([True])
daemon.is_running = lambda home: next(held, False) or is_running(home)
home, command, *arguments = sys.argv[1:]
print(daemon.start(Path(home), arguments)[1] if command == "start" else daemon.stop(Path(home)))
"""


@pytest.mark.parametrize(("command", "said", "runs"), [("stop", "True", False), ("start", "False", True)])
def test_account_that_ends_is_waited_for(home: Path, command: str, said: str, runs: bool) -> None:
    home.mkdir(mode=0o700)
    log_path(home).touch()
    arguments = ["--home", str(home), "--adapter", "memory", *PORTS]
    line = [sys.executable, "-c", DYING, str(home), command, *arguments]
    done = subprocess.run(line, capture_output=True, text=True, timeout=300, check=False)
    assert (done.stdout.strip(), done.stderr, is_running(home)) == (said, "", runs)
    assert local("stop", home).returncode == 0
