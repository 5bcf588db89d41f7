"""How full a volume is, seen from a container that has it mounted as well. Nothing in it is opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OWN = 1.1  # a file system of more than this many times the size is shared with others
BLOCK = 512  # bytes, whatever the file system's are: man 2 stat


@dataclass(frozen=True)
class Disk:
    """`size` is what the volume was ordered with, in bytes; 0 where that is not known."""

    directory: Path
    size: int = 0

    def figures(self) -> Iterator[tuple[str, float]]:
        """None where it is not there."""
        try:
            of = os.statvfs(self.directory)
        except OSError:
            return
        used, free = (of.f_blocks - of.f_bfree) * of.f_frsize, of.f_bavail * of.f_frsize
        if self.size and of.f_blocks * of.f_frsize > OWN * self.size:
            used = sum(_sizes(self.directory))  # of this volume alone
            free = max(min(self.size - used, free), 0)
        yield "disk_bytes", used
        yield "disk_total_bytes", used + free
        yield "disk_share", round(used / max(used + free, 1), 3)


def _sizes(directory: Path) -> Iterator[int]:
    """Of all files, as they lie on the disk; without those that go meanwhile."""
    for place, _, files in os.walk(directory):
        for name in files:
            try:
                yield os.lstat(f"{place}/{name}").st_blocks * BLOCK
            except OSError:
                continue
