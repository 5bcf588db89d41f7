"""Whose locks are taken away."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from components.engine import EngineError
from components.recovery import locks
from components.recovery.locks import BUSY, Lock, LockedError, locks_in, release
from tests.unit.recovery.states import FakeEngine, state

HERE = socket.gethostname()
GONE = 2**22 + 1


def message(*places: tuple[str, int]) -> str:
    """As the engine has it."""
    head = f"the stack is currently locked by {len(places)} lock(s). Either wait for the other process(es) to end or …"
    lines = [
        f"  s3://b/a b.json?region=x: created by me@home@{host} (pid {pid}) at 2026-11-28T07:26:22Z"
        for host, pid in places
    ]
    return "\n".join([head, *lines])


def engine(*places: tuple[str, int], url: str = "s3://b") -> FakeEngine:
    says = {"stack": message(*places)} if places else {"stack": "a stack named dev already exists"}
    return FakeEngine.of(state(), url=url, says=says)


@pytest.fixture
def running() -> Iterator[int]:
    """The id of a process that is no engine."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid


def test_locks_are_read_from_what_the_engine_says() -> None:
    assert locks_in(message(("host.example", 12))) == [
        Lock("s3://b/a b.json?region=x", "me@home", "host.example", 12, "2026-11-28T07:26:22Z")
    ]
    assert locks_in("a stack named dev already exists") == []


def test_a_stack_without_a_lock_is_left_alone() -> None:
    found = engine()
    assert release(found, force=False) == []
    assert found.calls == [("stack", "rename", "dev")]


def test_the_lock_of_an_engine_that_is_gone_is_removed(running: int) -> None:
    for pid in (GONE, running):
        found = engine((HERE, pid))
        (line,) = release(found, force=False)
        assert line.startswith(f"removed the lock of me@home on {HERE}, process {pid}")
        assert found.calls[-1] == ("cancel", "--yes")


def test_the_lock_of_an_engine_that_runs_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_is_engine", lambda pid: pid == os.getpid())
    with pytest.raises(LockedError, match=f"process {os.getpid()}"):
        release(engine((HERE, os.getpid())), force=False)


def test_the_lock_of_another_host_stays_unless_it_is_forced() -> None:
    found = engine((HERE, GONE), ("other.example", 12))
    with pytest.raises(LockedError) as refusal:
        release(found, force=False)
    assert "  - me@home on other.example, process 12" in str(refusal.value)
    assert "make heal STACK=dev FORCE=1" in str(refusal.value)
    assert HERE not in str(refusal.value)
    assert ("cancel", "--yes") not in found.calls

    assert len(release(found, force=True)) == 2
    assert found.calls[-1] == ("cancel", "--yes")


@pytest.mark.parametrize(
    "said", ["unexpected end of JSON input", "invalid character 'g' looking for beginning of value"]
)
def test_a_lock_that_cannot_be_read_is_removed_by_force_alone(said: str) -> None:
    found = FakeEngine.of(state(), says={"stack": said})
    with pytest.raises(LockedError, match="a lock of stack dev cannot be read") as refusal:
        release(found, force=False)
    assert "make heal STACK=dev FORCE=1" in str(refusal.value)
    assert ("cancel", "--yes") not in found.calls

    assert release(found, force=True) == ["removed all locks, one of which could not be read"]
    assert found.calls[-1] == ("cancel", "--yes")


def test_the_service_is_asked_for_its_lock_by_force_alone() -> None:
    found = engine(url="https://app.pulumi.com/acme")
    assert release(found, force=False) == []
    assert found.calls == []
    assert release(found, force=True) == ["canceled the update that the service took for running"]
    idle = FakeEngine.of(state(), url="https://app.pulumi.com/acme", says={"cancel": "there is no update"})
    assert release(idle, force=True) == []


@pytest.mark.parametrize("said", [f"[409] Conflict: {BUSY}.", message(("other.example", 12))])
def test_an_update_that_began_meanwhile_is_explained(said: str) -> None:
    found = locks.explained(engine(), EngineError(said))
    assert isinstance(found, LockedError)
    assert "FORCE=1" in str(found)


def test_another_error_stays_what_it_is() -> None:
    error = EngineError("no such stack")
    assert locks.explained(engine(), error) is error
