"""Moves compute pools from state to state."""

from __future__ import annotations

from spcs_local.model.account_model import AccountModel
from spcs_local.model.objects import StoredObject
from spcs_local.services.control.pace import Pace
from spcs_local.services.control.pool_transitions import next_move
from spcs_local.services.placement.nodes import occupied
from spcs_local.services.records.store import Store
from spcs_local.services.states import PoolState


class PoolController:
    """Looks at one pool after the other."""

    def __init__(self, model: AccountModel, store: Store, pace: Pace) -> None:
        self._model = model
        self._store = store
        self._pace = pace

    def move(self, pool_id: int) -> None:
        """One step of one pool, if one is due."""
        with self._model.catalog.transaction():
            pool = next((p for p in self._model.objects.list("COMPUTE POOL") if p.id == pool_id), None)
            if pool is None:
                return
            self._wake_or_rest(pool)
            pool = self._model.objects.get(pool_id)
            self._step(pool)

    def _step(self, pool: StoredObject) -> None:
        needed = max(pool["MIN_NODES"], occupied(self._store, pool).used)
        # a pool starts with one node, and has those that it needs when it has resized
        has = 1 if pool["state"] == PoolState.STARTING else pool["nodes"] or needed
        busy = any(self._store.placed(row.id) for row in self._store.in_pool(pool.id))
        move = next_move(PoolState(pool["state"]), suspended=bool(pool["suspended"]), busy=busy, resize=has != needed)
        if move is None or not self._pace.due(pool["since"], move.after):
            return
        nodes = (
            0
            if move.to in (PoolState.STARTING, PoolState.SUSPENDED)
            else needed
            if pool["state"] == PoolState.RESIZING
            else has
        )
        resumed = {"resumed_on": self._pace.clock()} if move.to == PoolState.STARTING else {}
        self._model.objects.change(pool, {"state": move.to, "since": self._pace.clock(), "nodes": nodes, **resumed})

    def _wake_or_rest(self, pool: StoredObject) -> None:
        """A service that is to run wakes the pool; a pool that was idle for long goes to rest."""
        wanted = any(not row.suspended and not row.ended for row in self._store.in_pool(pool.id))
        if pool["state"] == PoolState.SUSPENDED and pool["suspended"] and wanted and pool["AUTO_RESUME"]:
            self._model.objects.change(pool, {"suspended": False})
        limit = pool["AUTO_SUSPEND_SECS"]
        if pool["state"] == PoolState.IDLE and limit and not wanted and self._pace.clock() - pool["since"] >= limit:
            self._model.objects.change(pool, {"suspended": True})
