"""Services that are put to rest while something is done with their volumes, and run again afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from components.found_services import FoundService, FoundServices
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
            for together in (services.beside, services.holding):
                self._rest(together)
            yield
        finally:
            if resume:
                for together in (services.holding, services.beside):
                    self._run(together)

    def _rest(self, services: Iterable[FoundService]) -> None:
        """All at once, until none of them has a container. Raises RollError."""
        rolls = [self._roll(service) for service in services]
        for roll in rolls:
            if roll.state().status not in SUSPENDED:
                roll.suspend()
        for roll in rolls:
            roll.park(roll.state())

    def _run(self, services: Iterable[FoundService]) -> None:
        """All at once, since nodes of a cluster are ready with each other, until each is READY. Raises RollError."""
        rolls = [(service, self._roll(service)) for service in services]
        for service, roll in rolls:
            if roll.state().status in SUSPENDED:
                if service.pool:
                    wake(self.session, Identifier(service.pool))
                roll.resume()
        for _, roll in rolls:
            roll.wait(roll.state())

    def _roll(self, service: FoundService) -> Roll:
        """Of what the service has, whatever it is: nothing is sent."""
        return Roll(self.session, service.object, 0, self.timeout, report=self.report, clock=self.clock)
