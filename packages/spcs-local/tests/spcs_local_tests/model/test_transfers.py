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


def test_ticket_serves_one_use_and_its_repetition(now: list[float]) -> None:
    transfers = Transfers()
    secret = transfers.issue(7, "a/b", write=True, keep=True)
    looked = transfers.peek(secret)
    assert looked is not None
    assert (looked.stage_id, looked.path, looked.write, looked.keep) == (7, "a/b", True, True)
    first, again = transfers.take(secret, "digest"), transfers.take(secret, "digest")
    assert (first and first.again, again and again.again) == (False, True)
    assert transfers.take(secret, "another digest") is None
    now[0] += REPEAT_SECONDS
    assert transfers.take(secret, "digest") is None


def test_ticket_ends_with_its_time(now: list[float]) -> None:
    transfers = Transfers()
    secret = transfers.issue(7, "a", write=False)
    now[0] += LIFE_SECONDS
    assert (transfers.peek(secret), transfers.take(secret, "GET")) == (None, None)
    assert transfers.peek(transfers.issue(7, "a", write=False)) is not None
    assert transfers.peek("guessed") is None
