"""A statement under way, which its client may cancel and whose time may run out."""

from __future__ import annotations

import threading
import time

from spcs_local.errors import SnowflakeError


class CanceledError(SnowflakeError):
    """Somebody asked for its end."""

    def __init__(self) -> None:
        super().__init__(604, "57014", "SQL execution canceled")


class OutOfTimeError(SnowflakeError):
    """STATEMENT_TIMEOUT_IN_SECONDS."""

    def __init__(self, seconds: int) -> None:
        message = f"Statement reached its statement or warehouse timeout of {seconds} second(s) and was canceled."
        super().__init__(630, "57014", message)


class Running:
    """What statements that wait wait by."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._canceled = threading.Event()

    def cancel(self) -> None:
        """Ask for its end; one that does not wait is over before it could heed this."""
        self._canceled.set()

    def wait(self, seconds: float, limit: int) -> None:
        """Let time pass; raise when canceled, or when the statement has taken longer than its limit (0: none)."""
        left = self._started + limit - time.monotonic() if limit else seconds + 1
        if self._canceled.wait(max(min(seconds, left), 0)):
            raise CanceledError
        if left <= seconds:
            raise OutOfTimeError(limit)
