"""One-use addresses for the bytes of PUT and GET."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass

LIFE_SECONDS = 900.0


@dataclass(frozen=True)
class Ticket:
    """What the holder of an address may do: write or read one file of a stage."""

    stage_id: int
    path: str
    write: bool
    keep: bool  # a file that is already there stays (OVERWRITE = FALSE)
    expires: float


class Transfers:
    """Tickets by their secret; each is taken once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tickets: dict[str, Ticket] = {}

    def issue(self, stage_id: int, path: str, *, write: bool, keep: bool = False) -> str:
        """A new ticket's secret."""
        now = time.monotonic()
        secret = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets = {key: ticket for key, ticket in self._tickets.items() if ticket.expires > now}
            self._tickets[secret] = Ticket(stage_id, path, write, keep, now + LIFE_SECONDS)
        return secret

    def peek(self, secret: str) -> Ticket | None:
        """Look without taking: drivers ask with HEAD whether a file is there."""
        with self._lock:
            ticket = self._tickets.get(secret)
        return ticket if ticket and ticket.expires > time.monotonic() else None

    def take(self, secret: str) -> Ticket | None:
        """Take the ticket."""
        ticket = self.peek(secret)
        with self._lock:
            return ticket if self._tickets.pop(secret, None) else None
