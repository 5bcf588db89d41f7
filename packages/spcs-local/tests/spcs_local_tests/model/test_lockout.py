"""Names whose sign-ins fail have to wait."""

from __future__ import annotations

from spcs_local.model.lockout import FREE_FAILURES, MOST_NAMES, Lockout


def test_failed_sign_ins_slow_down() -> None:
    now = [0.0]
    lockout = Lockout(lambda: now[0])
    waits = []
    for _ in range(FREE_FAILURES + 2):
        lockout.failed("U")
        waits.append(lockout.wait_for("U"))
        now[0] += waits[-1]
    assert waits[FREE_FAILURES - 1 :] == [1.0, 2.0, 4.0]
    lockout.succeeded("U")
    assert lockout.wait_for("U") == 0


def test_made_up_names_do_not_push_out_the_one_guessed_at() -> None:
    lockout = Lockout(lambda: 0.0)
    for _ in range(FREE_FAILURES + 3):
        lockout.failed("U")
    for number in range(MOST_NAMES * 2):
        lockout.failed(f"X{number}")
    assert lockout.wait_for("U") > 0
    assert len(lockout._failures) <= MOST_NAMES
