"""How fast states move on: `timed` as in life, `immediate` without waiting, `manual` one step at a call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """The setting `progression`, asked whether something is due."""

    progression: str
    clock: Callable[[], float]

    @property
    def manual(self) -> bool:
        """Whether only a test moves things on."""
        return self.progression == "manual"

    def due(self, since: float, seconds: float) -> bool:
        """Whether a state that lasts so long is over."""
        return self.progression != "timed" or self.clock() >= since + seconds

    def at(self, seconds: float) -> float:
        """The time after a wait."""
        return self.clock() + (seconds if self.progression == "timed" else 0.0)
