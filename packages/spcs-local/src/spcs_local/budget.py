"""How much the requests under way may hold together: a flood of them shall not take the machine's memory."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Hashable
from typing import Any

MOST_BYTES = 96 * 2**20
MOST_OF_ONE = MOST_BYTES // 2
MOST_OF_NOBODY = 16 * 2**20  # of all who have not signed in; what they need to is small


class Budget:
    """Bytes, about as many as the account holds for requests: of all, of one user, and of nobody known at most."""

    def __init__(self, most: int = MOST_BYTES, most_of_one: int = MOST_OF_ONE) -> None:
        self._lock = threading.Lock()
        self._left = most
        self._most_of_one = most_of_one
        self._of = Counter[Hashable]()

    def take(self, owner: Hashable, size: int) -> bool:
        """Whether there are so many left for this user; then they are taken."""
        with self._lock:
            most = self._most_of_one if owner is not None else min(self._most_of_one, MOST_OF_NOBODY)
            if size > self._left or self._of[owner] + size > most:
                return False
            self._left -= size
            self._of[owner] += size
            return True

    def give(self, owner: Hashable, size: int) -> None:
        """Have them back."""
        with self._lock:
            self._left += size
            self._of[owner] -= size
            if not self._of[owner]:
                del self._of[owner]


class Share:
    """What one request has taken of the budget, until it is over; one that goes on after its answer, until that is."""

    def __init__(self, budget: Budget, owner: Hashable) -> None:
        self._budget = budget
        self._owner = owner
        self._taken = 0
        self._kept = False

    def grow_by(self, size: int) -> bool:
        """Whether so many more are to be had."""
        if not self._budget.take(self._owner, size):
            return False
        self._taken += size
        return True

    def grow_to(self, size: int) -> bool:
        """Whether so many in all are to be had."""
        return size <= self._taken or self.grow_by(size - self._taken)

    def keep_until(self, task: asyncio.Task[Any]) -> None:
        """Not before this task is done is it given back."""
        self._kept = True
        task.add_done_callback(lambda _: self._give())

    def close(self) -> None:
        """The request is over."""
        if not self._kept:
            self._give()

    def _give(self) -> None:
        self._budget.give(self._owner, self._taken)
        self._taken = 0
