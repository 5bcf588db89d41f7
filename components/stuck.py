"""Whether a service that is awaited will not come by more waiting."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from components.service_state import Container

# how long the same is looked at; of a longer time-out, a part of it
LEAST_PATIENCE, PART = 60.0, 20
LOG_EVERY = 10.0
RESTARTS = 3
_PROBE = "probe is failing"
_LAST = 20
_ERROR = re.compile(
    r"error|exception|traceback|fatal|panic|fail|denied|refused|cannot|could not|unable|not found|no such|invalid"
    r"|killed|out of memory",
    re.IGNORECASE,
)

Key = tuple[str, str]


def patience_of(timeout: int) -> float:
    """Seconds."""
    return max(LEAST_PATIENCE, timeout / PART)


@dataclass(frozen=True)
class _Seen:
    """What a container showed, since when, and when its log was last read."""

    shown: tuple[Container, tuple[str, ...]]
    since: float
    read: float


@dataclass
class StuckWatch:
    """Looks at what is not ready. `log` reads a container's, which is the more telling the more lines it has.

    A container is stuck that was started again three times; or whose probe fails while its log, with an error at its
    end, gets no further line. What pulls an image, waits for a node, or goes on writing is given the whole time-out.
    """

    patience: float
    log: Callable[[Container], Sequence[str]]
    _restarts: dict[Key, tuple[int, float]] = field(default_factory=dict)
    _seen: dict[Key, _Seen] = field(default_factory=dict)

    def why(self, containers: Sequence[Container], now: float) -> str | None:
        """Why waiting is no use any more; None as long as it may be."""
        self._forget(containers)
        found = (self._restarting(it, now) or self._silent(it, now) for it in containers)
        return next((why for why in found if why), None)

    def _forget(self, unready: Sequence[Container]) -> None:
        """What was ready meanwhile begins anew."""
        keys = {_key(it) for it in unready}
        for known in (self._restarts, self._seen):
            for key in known.keys() - keys:
                del known[key]

    def _restarting(self, container: Container, now: float) -> str | None:
        first, since = self._restarts.setdefault(_key(container), (container.restarts, now))
        more = container.restarts - first
        if more < RESTARTS or now - since < self.patience:
            return None
        return f"container {container.name} was started again {more} times in {now - since:.0f} s"

    def _silent(self, container: Container, now: float) -> str | None:
        seen = self._seen.get(_key(container))
        if _PROBE not in container.message.lower():
            self._seen.pop(_key(container), None)
            return None
        if seen and seen.shown[0] == container and now - seen.read < LOG_EVERY:
            return None
        shown = (container, tuple(self.log(container)))
        since = seen.since if seen and seen.shown == shown else now
        self._seen[_key(container)] = _Seen(shown, since, now)
        if now - since < self.patience or not _ERROR.search("\n".join(shown[1][-_LAST:])):
            return None
        return f"container {container.name} fails its probe, and its log ends in the same error for {now - since:.0f} s"


def _key(container: Container) -> Key:
    return container.instance, container.name
