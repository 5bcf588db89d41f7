"""An end that is asked for by a signal, as an account sends it before it takes a container away."""

from __future__ import annotations

import signal
import threading


def stopped_by_signals() -> threading.Event:
    """Set once the process is told to stop."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
