"""Probes of containers, beside the looks at their services: one that answers slowly holds up nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from spcs_local.containers.port import ContainerPort

_MOMENT = 0.1  # seconds in which a container that is well answers
# probes under way: each has a thread while it is, as it may take long, and would keep others from theirs in a queue
_MOST = 1000

Key = tuple[str, float | None, int, str]


class Probes:
    """Asks each container once at a time. `wake` is called when an answer comes that was not waited for."""

    def __init__(self, containers: ContainerPort, wake: Callable[[], None], *, patient: bool) -> None:
        """Who is `patient` waits for every answer."""
        self._containers = containers
        self._wake = wake
        self._moment = None if patient else _MOMENT
        self._workers = ThreadPoolExecutor(_MOST, "probe")
        self._lock = threading.Lock()
        self._asked: dict[Key, Future[bool]] = {}

    def ask(self, name: str, run: float | None, port: int, path: str) -> bool | None:
        """Whether it answers; None where that is not known yet. `run` tells one run of a container from another."""
        key = (name, run, port, path)
        with self._lock:
            asked = self._asked.pop(key, None) or self._workers.submit(self._containers.probe, name, port, path)
        try:
            return asked.result(self._moment)
        except TimeoutError:
            with self._lock:
                self._asked[key] = asked
                if len(self._asked) > _MOST:  # answers about containers that are gone
                    self._asked = {key: future for key, future in self._asked.items() if not future.done()}
            asked.add_done_callback(lambda _: self._wake())
            return None

    def stop(self) -> None:
        """Ask no more."""
        self._workers.shutdown(wait=False, cancel_futures=True)
