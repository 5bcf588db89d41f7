"""Processes that are not our children."""

import os
import subprocess
import sys

from devkit import pids
from devkit.testing.waiting import PATIENCE


def test_process_is_known_by_its_start_and_its_command() -> None:
    assert pids.start_time(os.getpid()) == pids.start_time(os.getpid()) is not None
    assert pids.command_line(os.getpid())[0]


def test_nothing_is_known_of_one_that_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert not pids.wait_for_end(process.pid, 0)
        process.kill()
        # ended, though nobody has waited for it
        assert pids.wait_for_end(process.pid, PATIENCE)
        assert pids.start_time(process.pid) is None
    assert pids.command_line(process.pid) == []
