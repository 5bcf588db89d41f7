"""Where services are reached, and when they were visited; kept in memory, as a start finds it out anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from spcs_local.clock import SteadyClock


@dataclass(frozen=True)
class Reachability:
    """Filled by what looks after services, read by the ingress, which notes its visits."""

    clock: Callable[[], float] = field(default_factory=SteadyClock)
    addresses: dict[int, str | None] = field(default_factory=dict)  # of the first READY instance, by service
    visits: dict[int, float] = field(default_factory=dict)  # when somebody last came: by the ingress, by a function

    def note(self, service_id: int) -> None:
        """Somebody comes."""
        self.visits[service_id] = self.clock()
