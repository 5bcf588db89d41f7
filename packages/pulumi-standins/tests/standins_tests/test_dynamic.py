"""The stand-in of the plugin that serves dynamic providers."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from devkit.testing.waiting import PATIENCE
from pulumi_standins import dynamic


def to_the_process(process: int) -> None:
    os.kill(process, signal.SIGINT)


def to_another_thread(process: int) -> None:
    """Which of them gets a signal to the process the kernel decides."""
    threads = {int(it.name) for it in Path(f"/proc/{process}/task").iterdir()}
    ctypes.CDLL(None).tgkill(process, max(threads - {process}), signal.SIGINT)


@pytest.mark.parametrize("send", [to_the_process, to_another_thread])
def test_dynamic_ends_without_delay_when_the_engine_is_done_with_it(send: Callable[[int], None]) -> None:
    command = [sys.executable, "-P", "-u", dynamic.__file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as plugin:
        assert plugin.stdout is not None
        assert int(plugin.stdout.readline()) > 0
        send(plugin.pid)
        try:
            # the interpreter's own end, which may hang over the server, would give the signal's code
            assert plugin.wait(PATIENCE) == 0
        finally:
            plugin.kill()
