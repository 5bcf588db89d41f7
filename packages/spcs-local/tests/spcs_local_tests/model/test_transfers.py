"""Tickets for the bytes of one transfer."""

from __future__ import annotations

import time

import pytest

from spcs_local.model.transfers import LIFE_SECONDS, REPEAT_SECONDS, Transfers


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that the test moves."""
    moment = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return moment


def test_a_ticket_for_writing_serves_one_use(now: list[float]) -> None:
    transfers = Transfers()
    secret = transfers.issue(7, "a/b", write=True, keep=True)
    looked = transfers.peek(secret)
    assert looked is not None
    assert (looked.stage_id, looked.path, looked.write, looked.keep) == (7, "a/b", True, True)
    assert not transfers.is_used(secret)
    assert [transfers.take(secret), transfers.take(secret)] == [True, False]
    assert transfers.is_used(secret)
    assert transfers.peek(secret) is not None
    now[0] += REPEAT_SECONDS
    assert transfers.peek(secret) is None


def test_a_ticket_for_reading_serves_repetitions_for_a_while(now: list[float]) -> None:
    transfers = Transfers()
    secret = transfers.issue(7, "a", write=False)
    assert [transfers.take(secret), transfers.take(secret)] == [True, True]
    now[0] += REPEAT_SECONDS
    assert not transfers.take(secret)


def test_ticket_ends_with_its_time(now: list[float]) -> None:
    transfers = Transfers()
    secret = transfers.issue(7, "a", write=False)
    now[0] += LIFE_SECONDS
    assert (transfers.peek(secret), transfers.take(secret)) == (None, False)
    assert transfers.peek(transfers.issue(7, "a", write=False)) is not None
    assert transfers.peek("guessed") is None
