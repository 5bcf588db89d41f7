"""What another process has open, as the kernel shows it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def open_files(pid: int) -> set[str]:
    """What a process has open; it goes on opening and closing meanwhile."""
    found = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(os.readlink(entry))
    return found


def listening(pid: int) -> set[str]:
    """Addresses, as the kernel writes them, of the TCP sockets that a process listens on."""
    sockets = open_files(pid)
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.add(fields[1].partition(":")[0])
    return found
