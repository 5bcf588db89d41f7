"""Statements that are ended."""

from __future__ import annotations

import threading

import pytest

from spcs_local.model.running import CanceledError, OutOfTimeError, Running


def test_wait_ends_when_canceled_by_another() -> None:
    running = Running()
    threading.Thread(target=running.cancel).start()
    with pytest.raises(CanceledError):
        running.wait(60, 0)


def test_wait_ends_at_the_limit() -> None:
    with pytest.raises(OutOfTimeError) as caught:
        Running().wait(60, 1)
    assert caught.value.number == 630
