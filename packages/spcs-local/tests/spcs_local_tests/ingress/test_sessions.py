"""Sessions end."""

from __future__ import annotations

from spcs_local.ingress.sessions import Sessions
from spcs_local.model.principal import Holder
from spcs_local_tests.ingress.stubs import Clock

HOLDER = Holder(7, restriction=9)


def test_session_expires() -> None:
    clock = Clock()
    sessions = Sessions(60, clock)
    token = sessions.open("a.localhost", HOLDER)
    clock.now += 59
    assert sessions.holder("a.localhost", token) == HOLDER
    clock.now += 1
    assert sessions.holder("a.localhost", token) is None


def test_session_ends_on_its_own_host_alone() -> None:
    sessions = Sessions()
    token = sessions.open("a.localhost", HOLDER)
    sessions.close("b.localhost", token)
    assert sessions.holder("b.localhost", token) is None
    assert sessions.holder("a.localhost", token) == HOLDER
    sessions.close("a.localhost", token)
    assert sessions.holder("a.localhost", token) is None
