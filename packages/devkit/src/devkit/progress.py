"""How much of a known total is done, found in the lines of what runs."""

import re
from dataclasses import dataclass
from itertools import count
from typing import Protocol

SAID = re.compile(r"\((\d+)/(\d+)\)$")
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Progress:
    """`unit` is what follows the figures, as in 3/56 MB."""

    done: int
    total: int
    unit: str = ""

    @classmethod
    def of_bytes(cls, done: int, total: int) -> "Progress":
        return cls(done // MEGABYTE, max(total // MEGABYTE, 1), " MB")

    def bar(self, width: int) -> str:
        """`width` is that of the bar between its brackets; what is done beyond the total does not show."""
        done = min(self.done, self.total)
        filled = width * done // self.total
        return f"[{'#' * filled}{'-' * (width - filled)}] {done}/{self.total}{self.unit}"


class Follower(Protocol):
    """Is given each line of a command; None where the line says nothing of how far it is."""

    def __call__(self, line: str, /) -> Progress | None: ...


def counting(total: int, *beginnings: str) -> Follower:
    """Each line that begins so is one of the total."""
    seen = count(1)

    def follow(line: str) -> Progress | None:
        return Progress(next(seen), total) if total and line.startswith(beginnings) else None

    return follow


def of_apt() -> Follower:
    """What apt-get installs: each package is unpacked, then set up, once it has said how many there are."""
    total, seen = 0, count(1)

    def follow(line: str) -> Progress | None:
        nonlocal total
        if match := re.match(r"(\d+) upgraded, (\d+) newly installed", line):
            total = 2 * (int(match[1]) + int(match[2]))
        return Progress(next(seen), total) if total and line.startswith(("Unpacking ", "Setting up ")) else None

    return follow


def of_debootstrap() -> Follower:
    """What debootstrap installs: each package that it has retrieved is unpacked, then configured."""
    retrieved: set[str] = set()
    done: set[str] = set()

    def follow(line: str) -> Progress | None:
        kind, _, package = line.removeprefix("I: ").partition(" ")
        file, _, version = package.rstrip(".").partition(" ")
        name = file.partition(":")[0]
        if kind == "Retrieving" and version:  # the archive's own lists have none
            retrieved.add(name)
        elif kind in ("Unpacking", "Configuring") and name in retrieved:
            done.add(f"{kind} {name}")
            return Progress(len(done), 2 * len(retrieved))
        return None

    return follow


def said(line: str) -> Progress | None:
    """What a command of ours says itself, at the end of a line: (45/306)."""
    match = SAID.search(line)
    return Progress(int(match[1]), int(match[2])) if match and int(match[2]) else None
