"""Lines of the work under way at the end of a terminal, drawn over themselves; all else scrolls by above them.

No colour, no hidden cursor: whenever a run ends, or is killed, the terminal is as it was.
"""

import os
import re
import threading
import time
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Protocol, TextIO

from devkit.progress import Progress

FRAME_SECONDS = 0.2
# of a terminal that does not say how large it is
COLUMNS, LINES = 80, 24
WIDEST_BAR = 24
# what commands print for terminals of their own
ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)?")
# of ECMA-48: up by lines, the rest of the line away, all below away
UP, CLEAR_LINE, CLEAR_BELOW = "\x1b[{}A", "\x1b[K", "\x1b[J"


class Work(Protocol):
    """What one line tells."""

    subject: str
    doing: str
    since: float
    latest: str
    progress: Progress | None


def is_possible(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether lines can be drawn over: CI keeps what it is sent, and shows it as it came."""
    return stream.isatty() and environment.get("TERM") not in (None, "", "dumb") and not environment.get("CI")


class LiveView:
    """Safe to use from several threads."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._work: list[Work] = []
        self._drawn: list[int] = []  # the widths of the lines on screen
        self._ticking = False

    def add(self, work: Work) -> None:
        """Show it from now on."""
        with self._lock:
            self._work.append(work)
            self._draw()
            if not self._ticking:
                self._ticking = True
                threading.Thread(target=self._tick, daemon=True).start()

    def remove(self, work: Work) -> None:
        with self._lock:
            self._work.remove(work)
            self._draw()

    def above(self, text: str) -> None:
        """Lines that stay."""
        with self._lock:
            self._draw(f"{CLEAR_BELOW}{text}\n")

    def _tick(self) -> None:
        """Draws anew while there is something to show."""
        while True:
            time.sleep(FRAME_SECONDS)
            with self._lock:
                if not self._work:
                    self._ticking = False
                    return
                self._draw()

    def _draw(self, above: str = "") -> None:
        columns, lines = self._size()
        shown = frame(self._work, columns, lines, time.monotonic())
        # the last column stays empty, so that no terminal goes on to the next line by itself
        back = UP.format(rows) if (rows := sum(_rows(it, columns) for it in self._drawn)) else ""
        text = "".join(f"{line}{CLEAR_LINE}\n" for line in shown)
        self._stream.write(f"\r{back}{above}{text}{CLEAR_BELOW}")
        self._stream.flush()
        self._drawn = [width(line) for line in shown]

    def _size(self) -> tuple[int, int]:
        try:
            found = os.get_terminal_size(self._stream.fileno())
        except OSError:
            return COLUMNS, LINES
        return found.columns or COLUMNS, found.lines or LINES


def _rows(drawn: int, columns: int) -> int:
    """How many rows a line takes in a terminal that has been made narrower since: it is folded."""
    return max(1, -(-drawn // columns))


def frame(work: Sequence[Work], columns: int, lines: int, now: float) -> list[str]:
    """As many lines as have room, each one column narrower than the terminal."""
    room = max(lines - 2, 1)
    shown = [line_of(it, columns - 1, now) for it in work[:room]]
    return [*shown, fitted(f"       and {len(work) - room} more", columns - 1)] if len(work) > room else shown


def line_of(work: Work, columns: int, now: float) -> str:
    """Seconds and subject first, the bar last, and between them what there is room for."""
    head = f"{now - work.since:6.0f} s {work.subject}: "
    bar = f" {work.progress.bar(min(WIDEST_BAR, columns // 5))}" if work.progress else ""
    room = columns - width(head) - width(bar)
    if room < 0:
        return fitted(head.rstrip() + bar, columns)
    text = fitted(plain(f"{work.doing}: {work.latest}" if work.latest else work.doing), room)
    return head + text + (" " * (room - width(text)) + bar if bar else "")


def plain(text: str) -> str:
    """One line without what moves the cursor."""
    return "".join(it if it.isprintable() else " " for it in ESCAPES.sub("", text))


def fitted(text: str, columns: int) -> str:
    """The text, or as much of it as has room, with a sign that it goes on."""
    if width(text) <= columns:
        return text
    while text and width(text) > columns - 3:
        text = text[:-1]
    return f"{text}..."[: max(columns, 0)]


def width(text: str) -> int:
    """Columns of a terminal: signs of East Asia take two, marks upon another sign none."""
    return sum(0 if unicodedata.combining(it) else 2 if unicodedata.east_asian_width(it) in "WF" else 1 for it in text)
