"""How much this process holds in memory: counted, so that a test of it neither waits nor depends on the machine."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

LARGE = 64 * 1024**2
_HELD = 8 * 1024**2  # at most, with all that a request needs besides


@contextmanager
def bounded() -> Iterator[None]:
    """Fails if this process holds more at any moment than it did before, and a little."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < _HELD
