"""Waiting until a service or a compute pool has come to rest, with a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
AT_REST = "SUSPENDED"
QUICK_LOOKS, QUICK, SLOW = 60, 1.0, 5.0
REPORT_EVERY = 5.0


@dataclass(frozen=True)
class Clock:
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Resting:
    """Of what is suspended; `timeout` is in seconds."""

    subject: str
    timeout: int
    report: Callable[[str], None]
    clock: Clock

    def wait(self, seen: T, look: Callable[[], T], status: Callable[[T], str]) -> tuple[T, float]:
        """The last look, which shows it at rest unless the time is over, and the seconds that it took."""
        start, looks = self.clock.now(), 0
        reported, waited = start - REPORT_EVERY, 0.0
        while status(seen) != AT_REST and waited < self.timeout:
            if self.clock.now() - reported >= REPORT_EVERY:
                reported = self.clock.now()
                self.report(f"{self.subject}: {waited:.0f} s, awaiting status {AT_REST}, is {status(seen)}")
            self.clock.sleep(QUICK if looks < QUICK_LOOKS else SLOW)
            looks += 1
            waited = self.clock.now() - start
            seen = look()
        if status(seen) == AT_REST:
            self.report(f"{self.subject}: {AT_REST} after {waited:.0f} s")
        return seen, waited
