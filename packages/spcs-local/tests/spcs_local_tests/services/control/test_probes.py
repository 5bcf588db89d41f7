"""Probes that take their time."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterator

import pytest

from devkit.testing.waiting import until
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.services.control import probes as control
from spcs_local.services.control.probes import Probes

pytestmark = pytest.mark.timeout(300)


class Slow(MemoryContainers):
    """Containers that answer when they are let."""

    def __init__(self, quick: Container[str] = ()) -> None:
        super().__init__()
        self.quick = quick
        self.answer = threading.Event()
        self.asked = 0

    def probe(self, name: str, port: int, path: str) -> bool:
        """Once it is let."""
        self.asked += 1
        if name not in self.quick:
            self.answer.wait()
        return super().probe(name, port, path) or name == "well"


def test_slow_probe_is_asked_once_and_its_answer_fetched_later() -> None:
    containers, woken = Slow(), threading.Event()
    probes = Probes(containers, woken.set, patient=False)
    assert [probes.ask("well", 1.0, 80, "/") for _ in range(2)] == [None, None]
    assert not woken.is_set()
    containers.answer.set()
    until(woken.is_set, "somebody is told of the answer")
    assert probes.ask("well", 1.0, 80, "/") is True
    assert containers.asked == 1
    probes.stop()


def test_answer_is_of_one_run_alone() -> None:
    containers = Slow()
    probes = Probes(containers, lambda: None, patient=False)
    assert probes.ask("well", 1.0, 80, "/") is None
    containers.answer.set()
    until(lambda: probes.ask("well", 1.0, 80, "/") is not None)
    assert containers.asked == 1
    until(lambda: probes.ask("other", 2.0, 80, "/") is False)
    probes.stop()


def test_patient_look_waits_for_the_answer() -> None:
    containers = Slow()
    probes = Probes(containers, lambda: None, patient=True)
    threading.Timer(0.3, containers.answer.set).start()
    assert probes.ask("well", None, 80, "/") is True
    probes.stop()


@pytest.fixture
def crowd() -> Iterator[Slow]:
    """All are slow but one, and let in the end, or their threads would go on for ever."""
    containers = Slow(quick={"well"})
    yield containers
    containers.answer.set()


def test_probe_waits_for_none_of_many_that_are_slow(crowd: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "_MOMENT", 0.001)
    probes = Probes(crowd, lambda: None, patient=False)
    assert {probes.ask(f"slow-{number}", 1.0, 80, "/") for number in range(100)} == {None}
    until(lambda: probes.ask("well", 1.0, 80, "/"), "the one that is well is known to be")
    assert not crowd.answer.is_set()
    probes.stop()
