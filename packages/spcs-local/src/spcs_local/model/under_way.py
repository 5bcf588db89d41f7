"""The statements under way, by the session that sent each."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from spcs_local.model.running import Running
from spcs_local.model.session import Session


class UnderWay:
    """What SYSTEM$CANCEL_ALL_QUERIES finds; a statement that is over is not in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[Running, Session] = {}

    @contextmanager
    def kept(self, session: Session, running: Running) -> Iterator[None]:
        """Have it in here while it runs; what is in here already stays until whoever had it kept first is done."""
        with self._lock:
            first = running not in self._running
            self._running.setdefault(running, session)
        try:
            yield
        finally:
            if first:
                with self._lock:
                    self._running.pop(running, None)

    def __len__(self) -> int:
        return len(self._running)

    def cancel_all(self) -> None:
        """Ask for the end of every one that waits."""
        with self._lock:
            found = list(self._running)
        for running in found:
            running.cancel()

    def of(self, session_id: int) -> list[tuple[Session, Running]]:
        """The statements of a session, each with that session as it is."""
        with self._lock:
            return [(session, running) for running, session in self._running.items() if session.id == session_id]
