"""Sessions end."""

from __future__ import annotations

from spcs_local.ingress.sessions import Sessions
from spcs_local_tests.ingress.stubs import Clock


def test_session_expires() -> None:
    clock = Clock()
    sessions = Sessions(60, clock)
    token = sessions.open("a.localhost", "MILVUS_USER")
    clock.now += 59
    assert sessions.user("a.localhost", token) == "MILVUS_USER"
    clock.now += 1
    assert sessions.user("a.localhost", token) is None


def test_session_ends_on_its_own_host_alone() -> None:
    sessions = Sessions()
    token = sessions.open("a.localhost", "MILVUS_USER")
    sessions.close("b.localhost", token)
    assert sessions.user("b.localhost", token) is None
    assert sessions.user("a.localhost", token) == "MILVUS_USER"
    sessions.close("a.localhost", token)
    assert sessions.user("a.localhost", token) is None
