"""When services were visited."""

from __future__ import annotations

from spcs_local.services.reachability import Reachability
from spcs_local_tests.ingress.stubs import Clock


def test_visit_lasts_until_the_last_one_has_gone() -> None:
    reachability = Reachability(clock := Clock())
    assert reachability.visited(1) == 0.0
    with reachability.stay(1):
        with reachability.stay(1):
            clock.now += 5
        clock.now += 5
        assert (reachability.visited(1), reachability.visited(2)) == (clock.now, 0.0)
    left = clock.now
    clock.now += 5
    assert reachability.visited(1) == left
    reachability.note(1)
    assert reachability.visited(1) == clock.now
