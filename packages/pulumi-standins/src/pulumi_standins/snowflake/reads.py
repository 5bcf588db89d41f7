"""Reads that the resources of a process share, as far as the plugin's experiments are enabled.

https://registry.terraform.io/providers/snowflakedb/snowflake/latest/docs#experimental-features
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any

from pulumi_standins.provider.provider import ProviderError

Rows = list[dict[str, Any]]
GRANTS = "GRANTS_SHOW_CACHING"
ROLES = "ACCOUNT_ROLE_SHOW_CACHING"
GRANTS_OF_ROLE = "GRANT_ACCOUNT_ROLE_SHOW_CACHING"
EXPERIMENTS = frozenset({GRANTS, ROLES, GRANTS_OF_ROLE})


class OutdatedError(ProviderError):
    """Another resource changed what was being read: the plugin gives the read up, and does not begin it again."""

    def __init__(self) -> None:
        super().__init__("context canceled")


class SharedReads:
    """What was read under each key; who asks meanwhile waits for the same answer. Errors are not kept."""

    def __init__(self, experiments: frozenset[str]) -> None:
        self._experiments = experiments
        self._lock = threading.Lock()
        self._answers: dict[str, Rows] = {}
        self._running: dict[str, Future[Rows]] = {}

    def enabled(self, experiment: str) -> bool:
        return experiment in self._experiments

    def get(self, experiment: str, key: str, read: Callable[[], Rows]) -> Rows:
        if not self.enabled(experiment):
            return read()
        with self._lock:
            if key in self._answers:
                return self._answers[key]
            first = key not in self._running
            running = self._running.setdefault(key, Future())
        if first:
            self._run(key, running, read)
        try:
            return running.result()
        except CancelledError:
            raise OutdatedError from None

    def forget(self, experiment: str, key: str) -> None:
        """To be called once a statement has changed what is read under that key."""
        if not self.enabled(experiment):
            return
        with self._lock:
            self._answers.pop(key, None)
            running = self._running.pop(key, None)
            if running is not None:
                running.cancel()

    def _run(self, key: str, running: Future[Rows], read: Callable[[], Rows]) -> None:
        answer, failure = _outcome(read)
        with self._lock:
            if running.cancelled():
                return
            del self._running[key]
            if failure is not None:
                running.set_exception(failure)
            else:
                self._answers[key] = answer
                running.set_result(answer)


def _outcome(read: Callable[[], Rows]) -> tuple[Any, Exception | None]:
    try:
        return read(), None
    except Exception as error:  # whoever waits has to hear of it
        return None, error
