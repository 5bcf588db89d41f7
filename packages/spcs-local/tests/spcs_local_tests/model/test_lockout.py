"""Names whose sign-ins fail have to wait."""

from __future__ import annotations

from spcs_local.model.lockout import FREE_FAILURES, LONGEST_SECONDS, MOST_NAMES, Lockout

HERE, ELSEWHERE = "this machine", "services"


def test_failed_sign_ins_slow_down() -> None:
    now = [0.0]
    lockout = Lockout(lambda: now[0])
    waits = []
    for _ in range(FREE_FAILURES + 2):
        lockout.failed("U", HERE)
        waits.append(lockout.wait_for("U", HERE))
        now[0] += waits[-1]
    assert waits[FREE_FAILURES - 1 :] == [1.0, 2.0, 4.0]
    lockout.succeeded("U", HERE)
    assert lockout.wait_for("U", HERE) == 0


def test_made_up_names_do_not_push_out_the_one_guessed_at() -> None:
    lockout = Lockout(lambda: 0.0)
    for _ in range(FREE_FAILURES + 3):
        lockout.failed("U", HERE)
    for number in range(MOST_NAMES * 2):
        lockout.failed(f"X{number}", HERE)
    assert lockout.wait_for("U", HERE) > 0
    assert len(lockout._failures) <= MOST_NAMES


def test_failures_keep_nobody_waiting_elsewhere() -> None:
    lockout = Lockout(lambda: 0.0)
    for _ in range(FREE_FAILURES + 10):
        lockout.failed("U", ELSEWHERE)
    assert lockout.wait_for("U", ELSEWHERE) == LONGEST_SECONDS
    assert lockout.wait_for("U", HERE) == 0
