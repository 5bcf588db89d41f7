"""A terminal for tests: what was written to it, and what of that is on screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import struct
import termios
import threading
from collections.abc import Iterator
from typing import TextIO

TOKENS = re.compile(r"\x1b\[(\d*)([A-Z])|([\r\n])|([^\x1b\r\n]+)")


class Terminal:
    """`stream` is what a program writes to; the rows that scrolled off stay."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._written = ""
        self._lock = threading.Lock()

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self.stream.fileno(), termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def take(self, text: str) -> None:
        with self._lock:
            self._written += text

    @property
    def written(self) -> str:
        with self._lock:
            return self._written

    def rows(self) -> list[str]:
        """What stands on screen, by the few control sequences that this project uses; an unknown one is an error."""
        rows, row, column, at = [""], 0, 0, 0
        text = self.written
        while at < len(text):
            match = TOKENS.match(text, at)
            assert match, repr(text[at : at + 9])
            at = match.end()
            count, command, control, plain = match.groups()
            if plain:
                rows[row] = rows[row][:column].ljust(column) + plain + rows[row][column + len(plain) :]
                column += len(plain)
            elif control == "\r":
                column = 0
            elif control == "\n":
                row += 1
                rows += [""] if row == len(rows) else []
            elif command == "A":
                row -= int(count)
            elif command in ("K", "J"):
                rows[row] = rows[row][:column]
                rows = rows[: row + 1] if command == "J" else rows
            assert row >= 0
        return rows


@contextlib.contextmanager
def opened(columns: int, lines: int = 24) -> Iterator[Terminal]:
    """A terminal of that size, and what reads from it."""
    ours, theirs = os.openpty()
    stream = os.fdopen(theirs, "w", encoding="utf-8")
    terminal = Terminal(stream)
    terminal.resize(columns, lines)
    reading = threading.Thread(target=_read, args=(ours, terminal))
    reading.start()
    try:
        yield terminal
    finally:
        stream.close()
        reading.join()
        os.close(ours)


def _read(descriptor: int, terminal: Terminal) -> None:
    # that nobody has it open any more is EIO on Linux
    with contextlib.suppress(OSError):
        while found := os.read(descriptor, 1 << 16):
            terminal.take(found.decode())
