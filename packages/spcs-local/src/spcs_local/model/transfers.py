"""One-use addresses for the bytes of PUT and GET."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, replace

LIFE_SECONDS = 900.0
REPEAT_SECONDS = 60.0


@dataclass(frozen=True)
class Ticket:
    """What the holder of an address may do: write or read one file of a stage."""

    stage_id: int
    path: str
    write: bool
    keep: bool  # a file that is already there stays (OVERWRITE = FALSE)
    expires: float


class Transfers:
    """Tickets by their secret. One for writing serves one transfer: drivers send another file to the same address, and
    ask for a new one when it is refused. One for reading serves repetitions for a while, too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tickets: dict[str, Ticket] = {}
        self._used: set[str] = set()

    def issue(self, stage_id: int, path: str, *, write: bool, keep: bool = False) -> str:
        """A new ticket's secret."""
        now = time.monotonic()
        secret = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets = {key: ticket for key, ticket in self._tickets.items() if ticket.expires > now}
            self._used &= self._tickets.keys()
            self._tickets[secret] = Ticket(stage_id, path, write, keep, now + LIFE_SECONDS)
        return secret

    def peek(self, secret: str) -> Ticket | None:
        """Look without taking: drivers ask with HEAD whether a file is there."""
        with self._lock:
            ticket = self._tickets.get(secret)
        return ticket if ticket and ticket.expires > time.monotonic() else None

    def is_used(self, secret: str) -> bool:
        """Whether it was taken before."""
        with self._lock:
            return secret in self._used

    def take(self, secret: str) -> bool:
        """Whether the ticket may be used now, which uses it."""
        ticket = self.peek(secret)
        if ticket is None:
            return False
        with self._lock:
            if ticket.write and secret in self._used:
                return False
            self._used.add(secret)
            until = min(ticket.expires, time.monotonic() + REPEAT_SECONDS)
            self._tickets[secret] = replace(ticket, expires=until)
            return True
