"""The thread that looks after pools and services."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from spcs_local.containers.port import ContainerError, ContainerPort
from spcs_local.model.account_model import AccountModel
from spcs_local.services.control.pace import Pace
from spcs_local.services.control.pool_controller import PoolController
from spcs_local.services.control.probes import Probes
from spcs_local.services.control.service_controller import ServiceController
from spcs_local.services.reachability import Reachability
from spcs_local.services.records.rows import ServiceRow
from spcs_local.services.records.store import Store
from spcs_local.services.states import POOLS_UP, PoolState, ServiceStatus

_log = logging.getLogger(__name__)
RESTLESS, QUIET = 0.5, 2.0  # seconds between looks
_AT_ONCE = 32
_SWEEP, _SNAPSHOTS, _GATE = 0, -1, -2  # beside the ids of services: each has a worker of its own
_SETTLED = (ServiceStatus.RUNNING, ServiceStatus.SUSPENDED)


class Controller:
    """Looks at everything when something changed, and twice a second anyhow. One service never holds up another."""

    def __init__(self, model: AccountModel, containers: ContainerPort, reachability: Reachability) -> None:
        self._model = model
        self._containers = containers
        self._store = Store(model.catalog)
        self._pace = Pace(model.settings.behaviour.progression, model.clock)
        self._probes = Probes(containers, model.services_wanted.set, patient=self._pace.manual)
        self._pools = PoolController(model, self._store, self._pace)
        self.services = ServiceController(model, containers, self._store, self._pace, self._probes, reachability)
        self._stopping = threading.Event()
        self._workers = ThreadPoolExecutor(_AT_ONCE, "service")
        self._own = {key: ThreadPoolExecutor(1, "services") for key in (_SWEEP, _SNAPSHOTS, _GATE)}
        self._running: dict[int, Future[None]] = {}
        self._said: dict[int, str] = {}  # what was last logged, so that it is not said twice a second
        self._thread = threading.Thread(target=self._run, name="services", daemon=True)

    def start(self) -> None:
        """Begin, unless states move on by `step` alone. What failed before the start is tried again at once."""
        for row in self._store.services():
            if not row.ended:
                self._store.try_again(row.id)
        settings = self._model.settings
        if settings.adapter == "docker" and not settings.behaviour.relayImage:
            _log.warning("services cannot reach the account: the setting relayImage names no image")
        try:
            self.services.remove_strays()
        except ContainerError as error:
            _log.warning("%s", error)
        if not self._pace.manual:
            self._thread.start()

    def stop(self) -> None:
        """End, when what is under way is done."""
        self._stopping.set()
        self._model.services_wanted.set()
        if self._thread.is_alive():
            self._thread.join()
        for workers in (self._workers, *self._own.values()):
            workers.shutdown(cancel_futures=True)
        self._probes.stop()
        self._containers.close()

    def step(self) -> None:
        """Look at everything once, in this thread."""
        self.services.sweep(self.services.removable(()))
        self.services.tend_gate()
        self.services.take_snapshots()
        self._move_pools()
        for row in self._store.services():
            self.services.reconcile(row.id)
        self._move_pools()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._model.services_wanted.wait(self._pause())
            self._model.services_wanted.clear()
            try:
                self._look()
            except Exception:
                _log.exception("a look at the services failed")

    def _pause(self) -> float:
        settled = all(_settled(row) for row in self._store.services())
        pools = all(
            pool["state"] in (*POOLS_UP, PoolState.SUSPENDED) for pool in self._model.objects.list("COMPUTE POOL")
        )
        return QUIET if settled and pools else RESTLESS

    def _look(self) -> None:
        if not self._stopping.is_set():
            # before any look is begun, which would find a dropped service gone
            under_way = [key for key, look in self._running.items() if not look.done()]
            self._dispatch(_SWEEP, partial(self.services.sweep, self.services.removable(under_way)))
            self._dispatch(_GATE, self.services.tend_gate)
            self._dispatch(_SNAPSHOTS, self.services.take_snapshots)
            self._move_pools()
            for row in self._store.services():
                self._dispatch(row.id, partial(self.services.reconcile, row.id))

    def _dispatch(self, key: int, work: Callable[[], None]) -> None:
        """Run in a worker unless the same is still under way."""
        before = self._running.get(key)
        if before is None or before.done():
            self._running[key] = self._own.get(key, self._workers).submit(self._guarded, key, work)

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
            if key in self._own or self._store.service(key) is not None:
                _log.exception("a service could not be looked after")

    def _move_pools(self) -> None:
        for pool in self._model.objects.list("COMPUTE POOL"):
            self._pools.move(pool.id)


def _settled(row: ServiceRow) -> bool:
    """Whether nothing is expected of it soon; of a job, its end is."""
    return row.ended if row.job is not None else row.status in _SETTLED and not row.upgrading
