"""Where services are reached, and when they were visited; kept in memory, as a start finds it out anew."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reachability:
    """Filled by what looks after services, read by the ingress, which notes its visits, as service functions do.

    `clock` is the account's.
    """

    clock: Callable[[], float]
    addresses: dict[int, str | None] = field(default_factory=dict)  # of the first READY instance, by service
    _visits: dict[int, float] = field(default_factory=dict)  # when somebody last came or went
    _present: Counter[int] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, service_id: int) -> None:
        """Somebody comes."""
        self._visits[service_id] = self.clock()

    @contextmanager
    def stay(self, service_id: int) -> Iterator[None]:
        """Somebody is there: with a request, a WebSocket or a function's batch that may take longer than any limit."""
        self._count(service_id, 1)
        try:
            yield
        finally:
            self.note(service_id)
            self._count(service_id, -1)

    def visited(self, service_id: int) -> float:
        """When somebody was last there: now, while somebody is; 0 if nobody was since the start."""
        with self._lock:
            return self.clock() if self._present[service_id] else self._visits.get(service_id, 0.0)

    def _count(self, service_id: int, change: int) -> None:
        with self._lock:
            self._present[service_id] += change
