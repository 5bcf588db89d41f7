"""Services that are put to rest while something is done with their volumes, and run again afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from components.found_services import FoundService, FoundServices
from components.pool_state import wake
from components.resting import Clock
from components.roll import SUSPENDED, Roll, RollError
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
    def suspended(self, services: FoundServices, *, resume: bool, rolls_follow: bool = False) -> Iterator[None]:
        """Meanwhile none of them runs. Those that run afterwards answer again when this ends, whatever has happened.
        Where rolls follow, they mend what does not come to run again as it was."""
        try:
            for together in (services.beside, services.holding):
                self._rest(together)
            yield
        finally:
            if resume:
                self._await(self._resume(services.holding), or_say=rolls_follow)
                beside = self._resume(services.beside)
                if not rolls_follow:
                    self._await(beside)

    def _rest(self, services: Iterable[FoundService]) -> None:
        """All at once, until none of them has a container. Raises RollError."""
        rolls = [self._roll(service) for service in services]
        for roll in rolls:
            if roll.state().status not in SUSPENDED:
                roll.suspend()
        for roll in rolls:
            roll.park(roll.state())

    def _resume(self, services: Iterable[FoundService]) -> list[Roll]:
        """All at once, since nodes of a cluster are ready with each other."""
        rolls = [(service, self._roll(service)) for service in services]
        for service, roll in rolls:
            if roll.state().status in SUSPENDED:
                if service.pool:
                    wake(self.session, Identifier(service.pool))
                roll.resume()
        return [roll for _, roll in rolls]

    def _await(self, rolls: Iterable[Roll], *, or_say: bool = False) -> None:
        """Until each is READY. Raises RollError, or says it."""
        for roll in rolls:
            try:
                roll.wait(roll.state())
            except RollError as error:
                if not or_say:
                    raise
                self.report(str(error))

    def _roll(self, service: FoundService) -> Roll:
        """Of what the service has, whatever it is: nothing is sent."""
        return Roll(
            self.session,
            service.object,
            0,
            self.timeout,
            report=self.report,
            clock=self.clock,
            instances=service.instances,
        )
