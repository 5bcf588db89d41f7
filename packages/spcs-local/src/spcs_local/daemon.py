"""Starts the account in the background, and stops it again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from spcs_local import loopback
from spcs_local.log_files import turn_over
from spcs_local.presence import NotRunningError, is_running, log_path, read_information
from spcs_local.whole_files import BrokenFileError

# Without these glibc keeps what a password's hash took, 16 MB in each of a dozen threads.
# https://sourceware.org/glibc/manual/latest/html_node/Malloc-Tunable-Parameters.html
MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144", "MALLOC_TRIM_THRESHOLD_": "262144"}
START_SECONDS = 60.0
STOP_SECONDS = 30.0
_POLL_SECONDS = 0.05


class StartFailedError(Exception):
    """The account ended, or did not answer in time."""


class EndedError(StartFailedError):
    """It ran, and ended while it was waited for."""


def start(home: Path, arguments: Sequence[str]) -> tuple[dict[str, Any], bool]:
    """Start it, in a home that is made, unless it runs; where it is, and whether it ran before."""
    with suppress(EndedError):  # the lock of one that was killed goes when the system has taken it apart
        if is_running(home):
            return _wait_for(home), True
    log = log_path(home)
    turn_over(log)
    size = log.stat().st_size if log.exists() else 0
    with log.open("ab") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "spcs_local", "run", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={**MEMORY, **os.environ},
            cwd=home,
        )
    information = _wait_for(home, child, size)
    return information, information["pid"] != child.pid


def stop(home: Path) -> bool:
    """End the process and wait for its end; whether there was one."""
    if not is_running(home):
        return False
    try:
        pid = int(_wait_for(home)["pid"])
    except EndedError:
        return True
    for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if _is_gone(pid):
                return True
            time.sleep(_POLL_SECONDS)
    raise StartFailedError(f"process {pid} of the local account did not end within {STOP_SECONDS:.0f} seconds")


def _is_gone(pid: int) -> bool:
    """Whether the process has ended; one that nobody waited for has, too."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return True
    return state == "Z"


def answers(information: dict[str, Any]) -> bool:
    """Whether the account answers on its port."""
    try:
        with loopback.ask(f"http://127.0.0.1:{information['account_port']}/healthz", 10) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _wait_for(home: Path, child: subprocess.Popen[bytes] | None = None, log_size: int = 0) -> dict[str, Any]:
    """What the account says of itself once it answers: the child, or who was faster to serve the home."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if child is not None and child.poll() is not None:
            child = None
        if child is None and not is_running(home):
            raise EndedError(_last_line(log_path(home), log_size))
        try:
            information = read_information(home)
        except NotRunningError:
            information = {}
        except BrokenFileError:
            if child is None:
                raise
            information = {}  # of an account before, which the child's replaces
        fits = child is None or information.get("pid") == child.pid
        if information and fits and answers(information):
            return information
        time.sleep(_POLL_SECONDS)
    raise StartFailedError(
        f"the local account did not answer within {START_SECONDS:.0f} seconds; the end of {log_path(home)}:"
        f" {_last_line(log_path(home), log_size)}"
    )


def _last_line(log: Path, size: int) -> str:
    with log.open("rb") as file:
        file.seek(size)
        lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it ended without a word"
