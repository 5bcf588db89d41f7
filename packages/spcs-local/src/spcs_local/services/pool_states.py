"""How compute pools move from state to state.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-compute-pool
"""

from __future__ import annotations

from dataclasses import dataclass

STARTING, IDLE, ACTIVE, RESIZING = "STARTING", "IDLE", "ACTIVE", "RESIZING"
STOPPING, SUSPENDED = "STOPPING", "SUSPENDED"
UP = (IDLE, ACTIVE, RESIZING)  # with a node at least
_BY_LOAD = "IDLE or ACTIVE, by whether instances run"


@dataclass(frozen=True)
class Move:
    """The next state, and the seconds that the present one lasts when states move on with time."""

    to: str
    after: float = 0.0


# by the present state, whether the pool is to be suspended, and whether it has other nodes than it needs
_TABLE = {
    (SUSPENDED, False, False): Move(STARTING),
    (SUSPENDED, False, True): Move(STARTING),
    (STARTING, False, False): Move(_BY_LOAD, 1.0),
    (STARTING, False, True): Move(RESIZING, 1.0),  # it has the first node and needs more
    (RESIZING, False, False): Move(_BY_LOAD),
    (RESIZING, False, True): Move(_BY_LOAD, 1.0),
    (IDLE, False, False): Move(_BY_LOAD),
    (IDLE, False, True): Move(RESIZING),
    (ACTIVE, False, False): Move(_BY_LOAD),
    (ACTIVE, False, True): Move(RESIZING),
    (STOPPING, False, False): Move(STARTING),
    (STOPPING, False, True): Move(STARTING),
    **{(state, True, other): Move(STOPPING) for state in (STARTING, *UP) for other in (False, True)},
}


def next_move(state: str, *, suspended: bool, busy: bool, resize: bool) -> Move | None:
    """Where the pool goes from here; None if it stays."""
    if state == STOPPING and suspended:
        return None if busy else Move(SUSPENDED)
    move = _TABLE.get((state, suspended, resize))
    if move is None or move.to != _BY_LOAD:
        return move
    to = ACTIVE if busy else IDLE
    return Move(to, move.after) if to != state else None
