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


@dataclass(frozen=True)
class Taken:
    """A ticket in use; `again` when the very same transfer comes once more."""

    ticket: Ticket
    again: bool


class Transfers:
    """Tickets by their secret. Each serves one transfer, and its repetition: drivers send again what got no answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tickets: dict[str, Ticket] = {}
        self._uses: dict[str, str] = {}

    def issue(self, stage_id: int, path: str, *, write: bool, keep: bool = False) -> str:
        """A new ticket's secret."""
        now = time.monotonic()
        secret = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets = {key: ticket for key, ticket in self._tickets.items() if ticket.expires > now}
            self._uses = {key: use for key, use in self._uses.items() if key in self._tickets}
            self._tickets[secret] = Ticket(stage_id, path, write, keep, now + LIFE_SECONDS)
        return secret

    def peek(self, secret: str) -> Ticket | None:
        """Look without taking: drivers ask with HEAD whether a file is there."""
        with self._lock:
            ticket = self._tickets.get(secret)
        return ticket if ticket and ticket.expires > time.monotonic() else None

    def take(self, secret: str, use: str) -> Taken | None:
        """Take the ticket for one use, which names what is transferred; None for another use, or too late."""
        ticket = self.peek(secret)
        if ticket is None:
            return None
        with self._lock:
            again = secret in self._uses
            if self._uses.setdefault(secret, use) != use:
                return None
            until = min(ticket.expires, time.monotonic() + REPEAT_SECONDS)
            self._tickets[secret] = replace(ticket, expires=until)
            return Taken(ticket, again)
