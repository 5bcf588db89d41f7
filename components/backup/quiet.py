"""Services that are put to rest while something is done with their volumes, and run again afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from components.backup.services import FoundService, FoundServices
from components.pool_state import wake
from components.resting import Clock
from components.roll import SUSPENDED, Roll
from components.session import Session
from components.sql import Identifier


@dataclass(frozen=True)
class Quiet:
    """`timeout` is in seconds, of each service."""

    session: Session
    timeout: int
    report: Callable[[str], None]
    clock: Clock

    @contextmanager
    def suspended(self, services: FoundServices, *, resume: bool) -> Iterator[None]:
        """Meanwhile none of them runs. Those that run afterwards answer again when this ends, whatever has happened."""
        try:
            for service in services.in_order_of_rest:
                roll = self._roll(service)
                roll.park(roll.state())
            yield
        finally:
            if resume:
                self.resume(reversed(services.in_order_of_rest))

    def resume(self, services: Iterable[FoundService]) -> None:
        """One after the other, until each is READY. Raises RollError."""
        for service in services:
            roll = self._roll(service)
            state = roll.state()
            if state.status in SUSPENDED:
                if service.pool:
                    wake(self.session, Identifier(service.pool))
                roll.resume()
                state = roll.state()
            roll.wait(state)

    def _roll(self, service: FoundService) -> Roll:
        """Of what the service has, whatever it is: nothing is sent."""
        return Roll(self.session, service.object, service.text, 0, self.timeout, report=self.report, clock=self.clock)
