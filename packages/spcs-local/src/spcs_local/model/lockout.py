"""Failed sign-ins slow down, for where they come from: nobody locks out somebody elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FREE_FAILURES = 5
LONGEST_SECONDS = 30.0
MOST_NAMES = 10_000
Key = tuple[str, str]


class Lockout:
    """After a few failures from one source a name has to wait there, twice as long each time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: dict[Key, tuple[int, float]] = {}

    def wait_for(self, name: str, source: str) -> float:
        """Seconds until the name may try again; 0 when it may now."""
        with self._lock:
            _, until = self._failures.get((name, source), (0, 0.0))
        return max(0.0, until - self._clock())

    def failed(self, name: str, source: str) -> None:
        """Count a failure."""
        key = (name, source)
        with self._lock:
            count = self._failures.get(key, (0, 0.0))[0] + 1
            over = count - FREE_FAILURES
            pause = min(2.0**over, LONGEST_SECONDS) if over >= 0 else 0.0
            if len(self._failures) >= MOST_NAMES and key not in self._failures:
                self._forget()
            self._failures[key] = (count, self._clock() + pause)

    def _forget(self) -> None:
        """Forget the half with the fewest failures: made-up names shall not push out the one that is guessed at."""
        by_count = sorted(self._failures.items(), key=lambda item: item[1], reverse=True)
        self._failures = dict(by_count[: MOST_NAMES // 2])

    def succeeded(self, name: str, source: str) -> None:
        """Forget the failures."""
        with self._lock:
            self._failures.pop((name, source), None)
