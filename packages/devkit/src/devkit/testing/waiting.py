"""Waiting on conditions, on machines that may be slow and busy."""

import time
from collections.abc import Callable

# seconds for what takes moments on an idle machine: nothing is slower for it, and what never comes is noticed
PATIENCE = 120.0


def until(condition: Callable[[], object], what: str = "the condition") -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE:.0f} s"
        time.sleep(0.01)
