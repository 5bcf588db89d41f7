"""Starts a program that dies with its parent, however the parent ends: `leash.py PARENT_PID PROGRAM ARGUMENT…`.

Run by path with `python -I -S`, so that it starts fast and imports nothing of the project. A preexec_fn would do the
same between fork and exec of a process with many threads, where Python code may deadlock.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Tie this process to its parent, then become the program."""
    parent, program = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before the signal was asked for
            sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 - replacing this process is the point


if __name__ == "__main__":
    main(sys.argv[1:])
