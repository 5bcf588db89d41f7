"""What requests may hold together."""

from __future__ import annotations

import asyncio

import pytest

from spcs_local import budget
from spcs_local.budget import Budget, Share


def test_budget_is_of_all_and_of_one() -> None:
    budget = Budget(100, 60)
    assert budget.take("A", 60)
    assert not budget.take("A", 1)
    assert budget.take("B", 40)
    assert not budget.take("C", 1)
    budget.give("A", 60)
    assert budget.take("C", 60)


def test_share_is_given_back_once() -> None:
    budget = Budget(100, 100)
    share = Share(budget, "A")
    assert share.grow_to(50)
    assert share.grow_to(20)
    assert share.grow_by(50)
    assert not Share(budget, "A").grow_by(1)
    share.close()
    share.close()
    assert budget.take("A", 100)
    assert not budget.take("A", 1)


def test_share_is_kept_until_a_task_is_done() -> None:
    async def keep() -> None:
        budget, over = Budget(100, 100), asyncio.Event()
        share, task = Share(budget, "A"), asyncio.create_task(over.wait())
        share.grow_to(100)
        share.keep_until(task)
        share.close()
        assert not budget.take("A", 1)
        over.set()
        await task
        await asyncio.sleep(0)
        assert budget.take("A", 100)

    asyncio.run(keep())


def test_nobody_known_has_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_OF_NOBODY", 10)
    found = Budget(100, 50)
    assert (found.take(None, 10), found.take(None, 1), found.take("A", 50)) == (True, False, True)
