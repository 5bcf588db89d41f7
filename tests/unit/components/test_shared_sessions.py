"""Sessions that calls share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from components.session import Session
from components.shared_sessions import SharedSessions
from tests.unit.components.fake_service import FakeSession


class Account:
    """Notes who signs in and out."""

    def __init__(self) -> None:
        self.events: list[str] = []

    @contextmanager
    def sign_in(self, role: str) -> Iterator[Session]:
        if role == "NOBODY":
            raise PermissionError(role)
        self.events.append(f"in {role}")
        yield FakeSession([])
        self.events.append(f"out {role}")


def test_calls_at_the_same_time_sign_in_once_for_each_role() -> None:
    account = Account()
    shared = SharedSessions(account.sign_in)
    with shared.session("OWNER") as first:
        with shared.session("OWNER") as second, shared.session("OTHER") as other:
            assert first is second is not other
        assert account.events == ["in OWNER", "in OTHER", "out OTHER"]
    assert account.events[-1] == "out OWNER"


def test_next_call_signs_in_again() -> None:
    account = Account()
    shared = SharedSessions(account.sign_in)
    for _ in range(2):
        with shared.session("OWNER"):
            pass
    assert account.events == ["in OWNER", "out OWNER"] * 2


def test_failed_call_signs_out_and_failed_sign_in_leaves_nothing() -> None:
    account = Account()
    shared = SharedSessions(account.sign_in)
    with pytest.raises(ZeroDivisionError), shared.session("OWNER"):
        raise ZeroDivisionError
    assert account.events == ["in OWNER", "out OWNER"]
    for _ in range(2):
        with pytest.raises(PermissionError), shared.session("NOBODY"):
            pass


def test_threads_share_one_sign_in() -> None:
    account = Account()
    shared = SharedSessions(account.sign_in)
    together = threading.Barrier(4, timeout=10)

    def call() -> None:
        with shared.session("OWNER"):
            together.wait()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert account.events == ["in OWNER", "out OWNER"]
