"""Processes that are not our children, by /proc."""

import time
from pathlib import Path

CHECK_SECONDS = 0.1


def start_time(pid: int) -> str | None:
    """The process's start in clock ticks since boot, since ids come round again; None where it does not run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def wait_for_end(pid: int, seconds: float) -> bool:
    """Whether the process has ended within the time."""
    started, deadline = start_time(pid), time.monotonic() + seconds
    while started is not None and start_time(pid) == started:
        if time.monotonic() > deadline:
            return False
        time.sleep(CHECK_SECONDS)
    return True


def command_line(pid: int) -> list[str]:
    """Its arguments; none where it does not run."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []
