"""Compute pools that are put to rest and woken."""

from __future__ import annotations

import pytest

from components.pool_state import NOT_AUTHORIZED, PoolError, rest, wake
from components.session import StatementError
from components.sql import Identifier
from tests.unit.fake_pool import NAME, FakePool
from tests.unit.fake_service import FakeTime

POOL = Identifier(NAME)
SUSPEND, RESUME = 'ALTER COMPUTE POOL "P" SUSPEND', 'ALTER COMPUTE POOL "P" RESUME'


def rested(account: FakePool, said: list[str] | None = None, timeout: int = 60) -> str:
    report = (said if said is not None else []).append
    return str(rest(account, POOL, timeout, report, FakeTime().clock)["state"])


@pytest.mark.parametrize("state", ["IDLE", "ACTIVE", "STARTING", "RESIZING"])
def test_suspend_one_that_has_nodes_and_wait_until_it_has_none(state: str) -> None:
    account = FakePool([state], after=["STOPPING"] * 9 + ["SUSPENDED"])
    said: list[str] = []
    assert rested(account, said) == "SUSPENDED"
    assert account.statements == [SUSPEND]
    assert said[0] == "P: 0 s, awaiting status SUSPENDED, is STOPPING"
    assert said[-1] == "P: SUSPENDED after 9 s"


@pytest.mark.parametrize("states", [["SUSPENDED"], ["STOPPING", "SUSPENDED"]])
def test_leave_one_alone_that_rests_or_is_about_to(states: list[str]) -> None:
    account = FakePool(states)
    assert rested(account) == "SUSPENDED"
    assert account.statements == []


def test_say_what_keeps_a_pool_up() -> None:
    account = FakePool(["ACTIVE"], after=["STOPPING"], jobs=2)
    with pytest.raises(PoolError, match=r"pool P had not come to rest after 60 s .* is STOPPING, with 2 jobs.* To do:"):
        rested(account)


def test_say_that_a_pool_is_not_there() -> None:
    with pytest.raises(PoolError, match=r"compute pool P is not there\. To do: pulumi up --refresh"):
        rested(FakePool([]))


@pytest.mark.parametrize(
    ("states", "sent"),
    [(["SUSPENDED"], [RESUME]), (["STOPPING"], [RESUME]), (["IDLE"], []), (["STARTING"], []), ([], [])],
)
def test_wake_one_that_rests(states: list[str], sent: list[str]) -> None:
    account = FakePool(states)
    wake(account, POOL)
    assert account.statements == sent


def test_let_another_service_wake_it_first() -> None:
    account = FakePool(["SUSPENDED"], refuses=90064)
    wake(account, POOL)
    assert account.statements == [RESUME]


def test_say_that_the_right_to_wake_it_is_missing() -> None:
    with pytest.raises(StatementError, match="refused"):
        wake(FakePool(["SUSPENDED"], refuses=NOT_AUTHORIZED), POOL)
