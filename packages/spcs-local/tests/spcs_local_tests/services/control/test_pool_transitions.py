"""Where a compute pool goes from where it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from spcs_local.services.control.pool_transitions import Move, next_move
from spcs_local.services.states import PoolState

STARTING, IDLE, ACTIVE = PoolState.STARTING, PoolState.IDLE, PoolState.ACTIVE
RESIZING, STOPPING, SUSPENDED = PoolState.RESIZING, PoolState.STOPPING, PoolState.SUSPENDED


def way(state: PoolState, *, suspended: bool = False, busy: bool = False, resize: bool = False) -> Iterator[PoolState]:
    """The states that follow, until none does; a resize is over with RESIZING."""
    while move := next_move(state, suspended=suspended, busy=busy, resize=resize):
        resize = resize and state != RESIZING
        state = move.to
        yield state


@pytest.mark.parametrize("busy", [True, False])
def test_pool_rests_by_whether_instances_run(busy: bool) -> None:
    rest = ACTIVE if busy else IDLE
    assert list(way(SUSPENDED, busy=busy)) == [STARTING, rest]
    assert list(way(ACTIVE, busy=busy)) == ([] if busy else [IDLE])
    assert list(way(SUSPENDED, busy=busy, resize=True)) == [STARTING, RESIZING, rest]


@pytest.mark.parametrize("state", [STARTING, IDLE, ACTIVE, RESIZING])
def test_suspended_pool_stops_when_nothing_runs_any_more(state: PoolState) -> None:
    assert list(way(state, suspended=True)) == [STOPPING, SUSPENDED]
    assert list(way(state, suspended=True, busy=True)) == [STOPPING]


def test_stopping_pool_that_is_resumed_starts() -> None:
    assert next_move(STOPPING, suspended=False, busy=False, resize=False) == Move(STARTING)


def test_no_pool_moves_for_ever() -> None:
    either = (True, False)
    for state, suspended, busy, resize in product(PoolState, either, either, either):
        assert len(list(way(state, suspended=suspended, busy=busy, resize=resize))) <= 4
