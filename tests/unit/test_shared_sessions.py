"""Sessions that calls share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from components.session import Session
from components.shared_sessions import SharedSessions
from devkit.testing.waiting import PATIENCE
from tests.unit.fake_service import FakeSession


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


def test_calls_sign_in_once_for_each_role_and_out_at_the_end() -> None:
    account = Account()
    shared = SharedSessions(account.sign_in)
    assert shared.session("OWNER") is shared.session("OWNER") is not shared.session("OTHER")
    assert account.events == ["in OWNER", "in OTHER"]
    shared.close()
    assert account.events[2:] == ["out OTHER", "out OWNER"]


def test_call_after_the_end_signs_in_again() -> None:
    account = Account()
    shared = SharedSessions(account.sign_in)
    for _ in range(2):
        shared.session("OWNER")
        shared.close()
    assert account.events == ["in OWNER", "out OWNER"] * 2


def test_failed_sign_in_leaves_nothing() -> None:
    account = Account()
    shared = SharedSessions(account.sign_in)
    for _ in range(2):
        with pytest.raises(PermissionError):
            shared.session("NOBODY")
    shared.close()
    assert account.events == []


def test_threads_share_one_sign_in() -> None:
    account = Account()
    shared = SharedSessions(account.sign_in)
    together = threading.Barrier(4, timeout=PATIENCE)

    def call() -> None:
        together.wait()
        shared.session("OWNER")

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert account.events == ["in OWNER"]
