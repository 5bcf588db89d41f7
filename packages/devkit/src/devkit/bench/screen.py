"""A command as a person sees it: which line came when."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

_SPENT = re.compile(r"set-up: done; processor seconds: (.+)")
_READY = re.compile(r"(\w+): READY after (\d+) s")


class CommandError(Exception):
    """A command that failed; its output is on the screen."""


@dataclass(frozen=True)
class Screen:
    """`lines` with the seconds since the start at which each came."""

    seconds: float
    lines: tuple[tuple[float, str], ...]

    @property
    def longest_silence(self) -> float:
        moments = [0.0, *(moment for moment, _ in self.lines), self.seconds]
        return max(later - earlier for earlier, later in pairwise(moments))

    def summary(self) -> dict[str, Any]:
        return {"seconds": round(self.seconds, 1), "longest_silence": round(self.longest_silence, 1)}

    def images(self) -> dict[str, dict[str, float]]:
        """Seconds that each image took to build and to push."""
        found = {}
        for image in ("milvus", "keeper", "jupyter"):
            own = [(moment, line) for moment, line in self.lines if f"{image}-image" in line]
            building = _first(own, "building ")
            pushing = _first(own, "pushing ")
            done = _first(own, " created (") or _first(own, " updated (")
            if building and pushing and done:
                found[image] = {"build": round(pushing - building, 1), "push": round(done - pushing, 1)}
        return found

    def rolls(self) -> dict[str, int]:
        """Seconds from each service's specification to READY."""
        return {match[1]: int(match[2]) for _, line in self.lines if (match := _READY.search(line))}

    def processor_seconds(self) -> dict[str, int]:
        """What the commands of set-up took, by subject; those of Docker's own daemon are not in it."""
        parts = [part for _, line in self.lines if (match := _SPENT.search(line)) for part in match[1].split(", ")]
        return {subject: int(seconds) for subject, _, seconds in (part.rpartition(" ") for part in parts)}


def run(command: Sequence[str], directory: Path) -> Screen:
    """With its output on the screen too. Raises CommandError."""
    started = time.monotonic()
    lines: list[tuple[float, str]] = []
    with subprocess.Popen(
        command, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            lines.append((time.monotonic() - started, line.rstrip()))
            print(line, end="", flush=True)
    if process.returncode:
        raise CommandError(f"{' '.join(command)} ended with {process.returncode}")
    return Screen(time.monotonic() - started, tuple(lines))


def _first(lines: Sequence[tuple[float, str]], text: str) -> float | None:
    return next((moment for moment, line in lines if text in line), None)
