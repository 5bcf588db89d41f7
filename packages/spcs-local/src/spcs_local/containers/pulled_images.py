"""Which images an account had the Engine pull: they go with its containers, and nobody else's do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from docker.errors import APIError, NotFound


class PulledImages:
    """Their references, one a line of a file in the account's home; without a file nothing is noted."""

    def __init__(self, record: Path | None) -> None:
        self._record = record
        self._lock = threading.Lock()

    def note(self, image: str) -> None:
        """One was pulled."""
        with self._lock:
            if self._record is not None and image not in self._noted(self._record):
                with self._record.open("a", encoding="utf-8") as file:
                    file.write(f"{image}\n")

    def remove(self, remove: Callable[[str], object]) -> None:
        """Take away what was noted; what containers of others run stays."""
        with self._lock:
            for image in self._noted(self._record) if self._record is not None else ():
                with suppress(NotFound, APIError):
                    remove(image)
            if self._record is not None:
                self._record.unlink(missing_ok=True)

    def _noted(self, record: Path) -> list[str]:
        try:
            return record.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
