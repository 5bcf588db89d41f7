"""The thread that looks after pools and services."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from spcs_local.containers.port import ContainerError, ContainerPort
from spcs_local.services.pace import Pace
from spcs_local.services.pool_mover import PoolMover
from spcs_local.services.pool_states import SUSPENDED, UP
from spcs_local.services.reconciler import Reconciler
from spcs_local.services.store import ServiceRow, Store

if TYPE_CHECKING:
    from spcs_local.account import Account

_log = logging.getLogger(__name__)
RESTLESS, QUIET = 0.5, 2.0  # seconds between looks
_AT_ONCE = 5
_SWEEP, _SNAPSHOTS = 0, -1  # beside the ids of services
_SETTLED = ("RUNNING", "SUSPENDED")


class Loop:
    """Looks at everything when something changed, and twice a second anyhow. One service never holds up another."""

    def __init__(self, account: Account, port: ContainerPort, store: Store) -> None:
        self.port = port
        self.pace = Pace(account.settings.behaviour.progression)
        self._account = account
        self._store = store
        self._pools = PoolMover(account, store, self.pace)
        self.reconciler = Reconciler(account, port, store, self.pace)
        self._changed = threading.Event()
        self._stopping = threading.Event()
        self._workers = ThreadPoolExecutor(_AT_ONCE, "service")
        self._running: dict[int, Future[None]] = {}
        self._said: dict[int, str] = {}  # what was last logged, so that it is not said twice a second
        self._thread = threading.Thread(target=self._run, name="services", daemon=True)

    def start(self) -> None:
        """Begin, unless states move on by `step` alone."""
        settings = self._account.settings
        if settings.adapter == "docker" and not settings.behaviour.relayImage:
            _log.warning("services cannot reach the account: the setting relayImage names no image")
        try:
            self.reconciler.remove_strays()
        except ContainerError as error:
            _log.warning("%s", error)
        if not self.pace.manual:
            self._thread.start()

    def stop(self) -> None:
        """End, when what is under way is done."""
        self._stopping.set()
        self._changed.set()
        if self._thread.is_alive():
            self._thread.join()
        self._workers.shutdown(cancel_futures=True)
        self.port.close()

    def notify(self) -> None:
        """Something is wanted that was not before."""
        self._changed.set()

    def step(self) -> None:
        """Look at everything once, in this thread."""
        self.reconciler.sweep(self.reconciler.removable(()))
        self.reconciler.take_snapshots()
        self._move_pools()
        for row in self._store.services():
            self.reconciler.reconcile(row.id)
        self._move_pools()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._changed.wait(self._pause())
            self._changed.clear()
            try:
                self._look()
            except Exception:
                _log.exception("a look at the services failed")

    def _pause(self) -> float:
        settled = all(_settled(row) for row in self._store.services())
        pools = all(pool["state"] in (*UP, SUSPENDED) for pool in self._account.objects.list("COMPUTE POOL"))
        return QUIET if settled and pools else RESTLESS

    def _look(self) -> None:
        if not self._stopping.is_set():
            # before any look is begun, which would find a dropped service gone
            under_way = [key for key, look in self._running.items() if not look.done()]
            self._dispatch(_SWEEP, partial(self.reconciler.sweep, self.reconciler.removable(under_way)))
            self._dispatch(_SNAPSHOTS, self.reconciler.take_snapshots)
            self._move_pools()
            for row in self._store.services():
                self._dispatch(row.id, partial(self.reconciler.reconcile, row.id))

    def _dispatch(self, key: int, work: Callable[[], None]) -> None:
        """Run in a worker unless the same is still under way."""
        before = self._running.get(key)
        if before is None or before.done():
            self._running[key] = self._workers.submit(self._guarded, key, work)

    def _guarded(self, key: int, work: Callable[[], None]) -> None:
        try:
            work()
            self._said.pop(key, None)
        except ContainerError as error:
            if self._said.get(key) != str(error):
                _log.warning("%s", error)
            self._said[key] = str(error)
        except Exception:
            # one that is dropped meanwhile cannot be looked after to the end
            if key in (_SWEEP, _SNAPSHOTS) or self._store.service(key) is not None:
                _log.exception("a service could not be looked after")

    def _move_pools(self) -> None:
        for pool in self._account.objects.list("COMPUTE POOL"):
            self._pools.move(pool.id)


def _settled(row: ServiceRow) -> bool:
    """Whether nothing is expected of it soon; of a job, its end is."""
    return row.ended if row.job is not None else row.status in _SETTLED and not row.upgrading
