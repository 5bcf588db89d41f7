"""Wrong passwords slow down."""

from __future__ import annotations

from spcs_local.ingress.answer_delay import LONGEST_SECONDS, AnswerDelay
from spcs_local_tests.ingress.stubs import Clock

HERE = "this machine"


def test_each_failure_doubles_the_wait() -> None:
    clock = Clock()
    throttle = AnswerDelay(1.0, clock)
    assert [throttle.fail("user", HERE) for _ in range(5)] == [1, 2, 4, LONGEST_SECONDS, LONGEST_SECONDS]
    assert throttle.fail("other", HERE) == 1
    assert throttle.fail("user", "elsewhere") == 1
    assert throttle.lock("user", "elsewhere") is not throttle.lock("user", HERE)
    assert throttle.lock("user", HERE) is throttle.lock("USER", HERE)
    throttle.succeed("USER", HERE)
    assert throttle.fail("user", HERE) == 1
    clock.now += 3600
    assert throttle.fail("user", HERE) == 1
