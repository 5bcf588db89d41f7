"""`python3 -SP …/__main__.py [FILE]`: hold a network name space, and keep to the rules of a file.

Without one nothing is filtered. Each instance has such a process: it imports as little as it can.
"""

from __future__ import annotations

import os
import sys
import time

from spcs_local.service_filter import READY

_LOOK_AGAIN = 0.2


def follow(path: str) -> None:
    """Have the rules in force, now and whenever they change; the ones before while the file cannot be read."""
    seen: tuple[int, int] | None = None
    while True:
        found = _version(path)
        if found not in (None, seen) and _enforced(path):
            seen = found
            print(READY, flush=True)
        if seen is None:  # nothing may run here yet
            sys.exit(1)
        time.sleep(_LOOK_AGAIN)


def hold() -> None:
    """The name space alone."""
    print(READY, flush=True)
    while True:
        time.sleep(3600)


def _version(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:  # the account replaces it
        return None
    return status.st_mtime_ns, status.st_ino


def _enforced(path: str) -> bool:
    """In a process of its own, which gives back the memory that this takes."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    try:
        from spcs_local.service_filter import nftables, rules

        with open(path, encoding="utf-8") as file:
            nftables.enforce(rules.read(file.read()))
    except (OSError, ValueError) as error:
        print(error, flush=True)
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    follow(sys.argv[1]) if len(sys.argv) > 1 else hold()
