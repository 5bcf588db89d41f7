"""Sessions end, failures slow down."""

from __future__ import annotations

from spcs_local.ingress.answer_delay import LONGEST_SECONDS, AnswerDelay
from spcs_local.ingress.sessions import Sessions


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


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


def test_each_failure_doubles_the_wait() -> None:
    clock = Clock()
    throttle = AnswerDelay(1.0, clock)
    assert [throttle.fail("user") for _ in range(5)] == [1, 2, 4, LONGEST_SECONDS, LONGEST_SECONDS]
    assert throttle.fail("other") == 1
    assert throttle.lock("user") is throttle.lock("USER")
    throttle.succeed("USER")
    assert throttle.fail("user") == 1
    clock.now += 3600
    assert throttle.fail("user") == 1
