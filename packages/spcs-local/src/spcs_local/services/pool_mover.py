"""Moves compute pools from state to state."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from spcs_local.model.objects import StoredObject
from spcs_local.services.pace import Pace
from spcs_local.services.placement import occupied
from spcs_local.services.pool_states import IDLE, RESIZING, STARTING, SUSPENDED, next_move
from spcs_local.services.store import Store

if TYPE_CHECKING:
    from spcs_local.account import Account


class PoolMover:
    """Looks at one pool after the other."""

    def __init__(self, account: Account, store: Store, pace: Pace) -> None:
        self._account = account
        self._store = store
        self._pace = pace

    def move(self, pool_id: int) -> None:
        """One step of one pool, if one is due."""
        with self._account.catalog.transaction():
            pool = next((p for p in self._account.objects.list("COMPUTE POOL") if p.id == pool_id), None)
            if pool is None:
                return
            self._wake_or_rest(pool)
            pool = self._account.objects.get(pool_id)
            self._step(pool)

    def _step(self, pool: StoredObject) -> None:
        needed = max(pool["MIN_NODES"], occupied(self._store, pool).used)
        # a pool starts with one node, and has those that it needs when it has resized
        has = 1 if pool["state"] == STARTING else pool["nodes"] or needed
        busy = any(self._store.placed(row.id) for row in self._store.in_pool(pool.id))
        move = next_move(pool["state"], suspended=bool(pool["suspended"]), busy=busy, resize=has != needed)
        if move is None or not self._pace.due(pool["since"], move.after):
            return
        nodes = 0 if move.to in (STARTING, SUSPENDED) else needed if pool["state"] == RESIZING else has
        resumed = {"resumed_on": time.time()} if move.to == STARTING else {}
        self._account.objects.change(pool, {"state": move.to, "since": time.time(), "nodes": nodes, **resumed})

    def _wake_or_rest(self, pool: StoredObject) -> None:
        """A service that is to run wakes the pool; a pool that was idle for long goes to rest."""
        wanted = any(not row.suspended and not row.ended for row in self._store.in_pool(pool.id))
        if pool["state"] == SUSPENDED and pool["suspended"] and wanted and pool["AUTO_RESUME"]:
            self._account.objects.change(pool, {"suspended": False})
        limit = pool["AUTO_SUSPEND_SECS"]
        if pool["state"] == IDLE and limit and not wanted and time.time() - pool["since"] >= limit:
            self._account.objects.change(pool, {"suspended": True})
