"""One sign-in for all calls of a role."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from components.session import Session


class SharedSessions:
    """Opens a session for the first who needs it, and signs out at `close`, or at the end of the process.

    Not with the last who used it: an engine that asks for one resource after the other would sign in for each. No call
    of its protocol says that it is done with all.
    """

    def __init__(self, open_session: Callable[[str], AbstractContextManager[Session]]) -> None:
        self._open_session = open_session
        self._lock = threading.Lock()
        self._open: dict[str, Session] = {}
        self._closing = ExitStack()

    def session(self, role: str) -> Session:
        with self._lock:  # whoever comes during the sign-in waits for it, rather than signing in too
            if role not in self._open:
                self._open[role] = self._closing.enter_context(self._open_session(role))
                # after the connector's own, to be called before: that complains of sessions that are still open
                atexit.register(self.close)
            return self._open[role]

    def close(self) -> None:
        with self._lock:
            self._open.clear()
            self._closing.close()
