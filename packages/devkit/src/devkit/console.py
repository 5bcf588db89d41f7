"""What a person sees during long work: on a terminal a live view of it, elsewhere a line at least every few seconds."""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from devkit import live_view
from devkit.live_view import LiveView
from devkit.progress import Progress

HEARTBEAT_SECONDS = 8.0


@dataclass
class Console:
    """Lines with the seconds since the start and their subject; safe to use from several threads."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)
    started: float = field(default_factory=time.monotonic)
    heartbeat: float = HEARTBEAT_SECONDS
    _lock: threading.Lock = field(default_factory=threading.Lock)
    view: LiveView | None = field(init=False)

    def __post_init__(self) -> None:
        self.view = LiveView(self.stream) if live_view.is_possible(self.stream, os.environ) else None

    def say(self, subject: str, text: str) -> None:
        self.show(f"[{time.monotonic() - self.started:4.0f} s] {subject}: {text}")

    def show(self, text: str) -> None:
        """Text as it is."""
        if self.view:
            self.view.above(text)
            return
        with self._lock:
            print(text, file=self.stream, flush=True)

    def step(self, subject: str) -> "Step":
        return Step(self, subject)


@dataclass(eq=False)
class Step:
    """One subject's part of the work; `doing` it `since`, of which `latest` is what the command said last."""

    console: Console
    subject: str
    doing: str = ""
    since: float = 0.0
    latest: str = ""
    progress: Progress | None = None
    _shown: float = 0.0

    def say(self, text: str) -> None:
        self.console.say(self.subject, text)

    def show(self, text: str) -> None:
        """A line of the output of what runs, as it is."""
        self._shown = time.monotonic()
        self.console.show(text)

    @contextlib.contextmanager
    def working(self, text: str) -> Iterator[None]:
        """Says what begins, and while it goes on that it does, with the latest line of what runs.

        On a terminal the live view shows it meanwhile, and a line afterwards says how long it took.
        """
        self.doing, self.since, self.latest, self.progress = text, time.monotonic(), "", None
        if self.console.view:
            with self._viewed(self.console.view):
                yield
            return
        self.say(text)
        with self.watching(text):
            yield

    @contextlib.contextmanager
    def _viewed(self, view: LiveView) -> Iterator[None]:
        view.add(self)
        ended = "not finished, ended after"
        try:
            yield
            ended = "took"
        finally:
            view.remove(self)
            self.say(f"{self.doing}, {ended} {time.monotonic() - self.since:.0f} s")

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
