"""One sign-in for all calls of a role that go on at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from components.session import Session


@dataclass
class _Open:
    manager: AbstractContextManager[Session]
    session: Session
    users: int = 0


class SharedSessions:
    """Opens a session for the first who needs it, and signs out with the last one."""

    def __init__(self, open_session: Callable[[str], AbstractContextManager[Session]]) -> None:
        self._open_session = open_session
        self._lock = threading.Lock()
        self._open: dict[str, _Open] = {}

    @contextmanager
    def session(self, role: str) -> Iterator[Session]:
        with self._lock:  # whoever comes during the sign-in waits for it, rather than signing in too
            if role not in self._open:
                manager = self._open_session(role)
                self._open[role] = _Open(manager, manager.__enter__())
            used = self._open[role]
            used.users += 1
        try:
            yield used.session
        finally:
            self._leave(role)

    def _leave(self, role: str) -> None:
        with self._lock:
            used = self._open[role]
            used.users -= 1
            if used.users:
                return
            del self._open[role]
        used.manager.__exit__(None, None, None)
