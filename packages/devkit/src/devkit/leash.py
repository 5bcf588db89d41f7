"""Runs a command that is asked to end when the process that started it is gone, however that went.

`python leash.py COMMAND…`: for long work, so that a killed set-up leaves nothing running behind it.
"""

import contextlib
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(command: list[str]) -> None:
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):  # not Linux: the command runs without a leash
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(143)
    try:
        os.execvp(command[0], command)  # noqa: S606 - takes the place of this process: no shell wanted
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
