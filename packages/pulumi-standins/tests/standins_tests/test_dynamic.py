"""The stand-in of the plugin that serves dynamic providers."""

import signal
import subprocess
import sys

from devkit.testing.waiting import PATIENCE
from pulumi_standins import dynamic


def test_dynamic_ends_without_delay_when_the_engine_is_done_with_it() -> None:
    command = [sys.executable, "-P", "-u", dynamic.__file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as plugin:
        assert plugin.stdout is not None
        assert int(plugin.stdout.readline()) > 0
        plugin.send_signal(signal.SIGINT)
        # the interpreter's own end, which may hang over the server, would give the signal's code
        assert plugin.wait(PATIENCE) == 0
