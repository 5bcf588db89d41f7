"""Time that never steps back: what lasts until a moment lasts neither for ever nor not at all when the clock is set."""

from __future__ import annotations

import time


class SteadyClock:
    """Seconds since 1970, as the machine's clock said when this was made, and as many as have passed since.

    Those that the machine slept count as well.
    """

    def __init__(self) -> None:
        self._ahead = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)

    def __call__(self) -> float:
        return self._ahead + time.clock_gettime(time.CLOCK_BOOTTIME)
