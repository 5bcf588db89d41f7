"""A statement under way, which its client may cancel and whose time may run out.

What waits is a generator of the seconds to its next step. So a statement that waits holds no thread: whoever runs it
lets the time pass, and then takes the next step.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from typing import TypeVar

from spcs_local.errors import SnowflakeError

T = TypeVar("T")
Steps = Generator[float, None, T]

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0


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
        self._wake: Callable[[], object] = _nobody

    def cancel(self) -> None:
        """Ask for its end; one that does not wait is over before it could heed this."""
        self._canceled.set()
        self._wake()

    def wait(self, seconds: float, limit: int) -> Steps[None]:
        """Let time pass; raise when canceled, or when the statement has taken longer than its limit (0: none)."""
        left = self._started + limit - time.monotonic() if limit else seconds + 1
        yield max(min(seconds, left), 0)
        if self._canceled.is_set():
            raise CanceledError
        if left <= seconds:
            raise OutOfTimeError(limit)

    def sleep(self, seconds: float) -> None:
        """Let time pass in this thread, until canceled."""
        self._canceled.wait(min(seconds, threading.TIMEOUT_MAX))

    async def pause(self, seconds: float) -> None:
        """Let time pass in this loop, until canceled."""
        loop, awake = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(awake.set)
        if not self._canceled.is_set():  # looked at last, or a cancel from another thread could be missed
            with suppress(TimeoutError):
                await asyncio.wait_for(awake.wait(), seconds)
        self._wake = _nobody


def finished(steps: Steps[T], running: Running) -> T:
    """What comes of steps that are taken in this thread."""
    while True:
        try:
            seconds = next(steps)
        except StopIteration as end:
            value: T = end.value
            return value
        running.sleep(seconds)


def pauses() -> Iterator[float]:
    """Seconds between looks, longer ones the longer it takes: many who wait for long shall cost little."""
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 1.1, _LONGEST_PAUSE)


def _nobody() -> None:
    """Nobody waits."""
