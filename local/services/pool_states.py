"""How compute pools move from state to state.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-compute-pool
"""

from __future__ import annotations

from dataclasses import dataclass

STARTING, IDLE, ACTIVE = "STARTING", "IDLE", "ACTIVE"
STOPPING, SUSPENDED = "STOPPING", "SUSPENDED"
UP = (IDLE, ACTIVE)


@dataclass(frozen=True)
class Move:
    """The next state, and the seconds that the present one lasts when states move on with time."""

    to: str
    after: float = 0.0


# by the present state, whether the pool is to be suspended, and whether instances run on it
_TABLE = {
    (SUSPENDED, False, False): Move(STARTING),
    (SUSPENDED, False, True): Move(STARTING),
    (STARTING, False, False): Move(IDLE, 1.0),
    (STARTING, False, True): Move(ACTIVE, 1.0),
    (STARTING, True, False): Move(STOPPING),
    (STARTING, True, True): Move(STOPPING),
    (IDLE, False, True): Move(ACTIVE),
    (IDLE, True, False): Move(STOPPING),
    (IDLE, True, True): Move(STOPPING),
    (ACTIVE, False, False): Move(IDLE),
    (ACTIVE, True, False): Move(STOPPING),
    (ACTIVE, True, True): Move(STOPPING),
    (STOPPING, True, False): Move(SUSPENDED),
    (STOPPING, False, False): Move(STARTING),
    (STOPPING, False, True): Move(STARTING),
}


def next_move(state: str, *, suspended: bool, busy: bool) -> Move | None:
    """Where the pool goes from here; None if it stays."""
    return _TABLE.get((state, suspended, busy))
