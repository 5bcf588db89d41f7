"""What a person sees during long work: a line for each thing that happens, and one at least every few seconds."""

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

HEARTBEAT_SECONDS = 8.0


@dataclass
class Console:
    """Lines with the seconds since the start and their subject; safe to use from several threads."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)
    started: float = field(default_factory=time.monotonic)
    heartbeat: float = HEARTBEAT_SECONDS
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, subject: str, text: str) -> None:
        elapsed = time.monotonic() - self.started
        with self._lock:
            print(f"[{elapsed:4.0f} s] {subject}: {text}", file=self.stream, flush=True)

    def show(self, text: str) -> None:
        """Text as it is."""
        with self._lock:
            print(text, file=self.stream, flush=True)

    def step(self, subject: str) -> "Step":
        return Step(self, subject)


@dataclass
class Step:
    """One subject's part of the work."""

    console: Console
    subject: str
    latest: str = ""
    _shown: float = 0.0

    def say(self, text: str) -> None:
        self.console.say(self.subject, text)

    def show(self, text: str) -> None:
        """A line of the output of what runs, as it is."""
        self._shown = time.monotonic()
        self.console.show(text)

    @contextlib.contextmanager
    def working(self, text: str) -> Iterator[None]:
        """Says what begins, and while it goes on that it does, with the latest line of what runs."""
        self.say(text)
        self.latest = ""
        with self.watching(text):
            yield

    @contextlib.contextmanager
    def watching(self, text: str) -> Iterator[None]:
        """Says now and then that the work goes on, but where it has just shown a line itself."""
        over = threading.Event()
        thread = threading.Thread(target=self._beat, args=(text, over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _beat(self, text: str, over: threading.Event) -> None:
        started = time.monotonic()
        wait = self.console.heartbeat
        while not over.wait(wait):
            quiet = time.monotonic() - self._shown
            wait = self.console.heartbeat
            if quiet < wait:
                wait -= quiet
                continue
            detail = f": {self.latest}" if self.latest else ""
            self.say(f"{text}, {time.monotonic() - started:.0f} s so far{detail}")
