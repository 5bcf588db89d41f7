"""Slows repeated wrong passwords down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

FIRST_SECONDS = 0.25
LONGEST_SECONDS = 8.0
_FORGET_SECONDS = 900.0
_MOST_USERS = 10_000
Key = tuple[str, str]


class AnswerDelay:
    """After each failure a user's next answer takes twice as long; attempts of one user from one source queue up."""

    def __init__(self, first: float = FIRST_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._first = first
        self._clock = clock
        self._failures: dict[Key, tuple[int, float]] = {}
        self._locks: dict[Key, asyncio.Lock] = {}

    def lock(self, user: str, source: str) -> asyncio.Lock:
        """Held during an attempt, so that parallel guesses gain nothing."""
        if len(self._locks) > _MOST_USERS:
            self._locks = {name: lock for name, lock in self._locks.items() if lock.locked()}
        return self._locks.setdefault((user.upper(), source), asyncio.Lock())

    def fail(self, user: str, source: str) -> float:
        """Note a failure; how long its answer has to wait."""
        key, now = (user.upper(), source), self._clock()
        if len(self._failures) > _MOST_USERS:
            self._failures = {u: f for u, f in self._failures.items() if now - f[1] < _FORGET_SECONDS}
        count, last = self._failures.get(key, (0, now))
        count = 0 if now - last > _FORGET_SECONDS else count
        self._failures[key] = (count + 1, now)
        return float(min(self._first * 2**count, LONGEST_SECONDS))

    def succeed(self, user: str, source: str) -> None:
        """Forget the user's failures."""
        self._failures.pop((user.upper(), source), None)
