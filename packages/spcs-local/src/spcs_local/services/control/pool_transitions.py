"""How compute pools move from state to state.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-compute-pool
"""

from __future__ import annotations

from dataclasses import dataclass

from spcs_local.services.states import POOLS_UP, PoolState


@dataclass(frozen=True)
class Move:
    """The next state, and the seconds that the present one lasts when states move on with time."""

    to: PoolState
    after: float = 0.0


@dataclass(frozen=True)
class _Rest:
    """To IDLE or ACTIVE, by whether instances run."""

    after: float = 0.0


# by the present state, whether the pool is to be suspended, and whether it has other nodes than it needs
_TABLE: dict[tuple[PoolState, bool, bool], Move | _Rest] = {
    (PoolState.SUSPENDED, False, False): Move(PoolState.STARTING),
    (PoolState.SUSPENDED, False, True): Move(PoolState.STARTING),
    (PoolState.STARTING, False, False): _Rest(1.0),
    (PoolState.STARTING, False, True): Move(PoolState.RESIZING, 1.0),  # it has the first node and needs more
    (PoolState.RESIZING, False, False): _Rest(),
    (PoolState.RESIZING, False, True): _Rest(1.0),
    (PoolState.IDLE, False, False): _Rest(),
    (PoolState.IDLE, False, True): Move(PoolState.RESIZING),
    (PoolState.ACTIVE, False, False): _Rest(),
    (PoolState.ACTIVE, False, True): Move(PoolState.RESIZING),
    (PoolState.STOPPING, False, False): Move(PoolState.STARTING),
    (PoolState.STOPPING, False, True): Move(PoolState.STARTING),
    **{
        (state, True, other): Move(PoolState.STOPPING)
        for state in (PoolState.STARTING, *POOLS_UP)
        for other in (False, True)
    },
}


def next_move(state: PoolState, *, suspended: bool, busy: bool, resize: bool) -> Move | None:
    """Where the pool goes from here; None if it stays."""
    if state == PoolState.STOPPING and suspended:
        return None if busy else Move(PoolState.SUSPENDED)
    move = _TABLE.get((state, suspended, resize))
    if not isinstance(move, _Rest):
        return move
    to = PoolState.ACTIVE if busy else PoolState.IDLE
    return Move(to, move.after) if to != state else None
