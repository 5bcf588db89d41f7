"""The process list, as anybody on the machine sees it while something runs."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

PROC = Path("/proc")
LOOK_SECONDS = 0.02


class CommandLines:
    """Those of all processes, from the beginning of the `with` to its end."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            for path in PROC.glob("[0-9]*/cmdline"):
                try:
                    self.seen.add(path.read_text(encoding="utf-8", errors="replace"))
                except OSError:  # it has ended
                    continue

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
