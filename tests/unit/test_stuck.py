"""What of a service that is not ready will not come by waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from components.service_state import Container
from components.stuck import RESTARTS, StuckWatch, patience_of

FAILING = Container("0", "web", "PENDING", "Readiness probe is failing at path: /, port: 80", "sha256:1")
CAUSE = ["listening on nothing", "Traceback (most recent call last):"]


def watch(log: Sequence[str] = CAUSE) -> StuckWatch:
    return StuckWatch(60.0, lambda _: log)


def first(watching: StuckWatch, container: Container, seconds: int = 300) -> float | None:
    """When it is found stuck, looked at each second."""
    return next((float(now) for now in range(seconds) if watching.why([container], now)), None)


@pytest.mark.parametrize(("timeout", "patience"), [(10, 60), (1200, 60), (2400, 120), (7200, 360)])
def test_patience_is_a_part_of_the_time_out(timeout: int, patience: float) -> None:
    assert patience_of(timeout) == patience


def test_the_same_error_at_the_end_of_a_log_is_found_after_the_patience() -> None:
    assert first(watch(), FAILING) == 60
    assert watch().why([], 0) is None


@pytest.mark.parametrize(
    "last",
    ["KeyError: 'A'", "panic: no config", "FATAL role missing", "sh: 1: x: not found", "Killed", "permission denied"],
)
def test_errors_have_many_words(last: str) -> None:
    assert first(watch([*["fine"] * 30, last]), FAILING) == 60


def test_what_was_wrong_long_before_the_end_is_no_reason() -> None:
    assert first(watch(["error: once", *["fine"] * 30]), FAILING) is None


def test_the_log_is_read_every_ten_seconds() -> None:
    read: list[Container] = []

    def log(container: Container) -> Sequence[str]:
        read.append(container)
        return CAUSE

    assert first(StuckWatch(60.0, log), FAILING) == 60
    assert len(read) == 7


def test_another_state_begins_anew() -> None:
    found = watch()
    assert first(found, FAILING, 50) is None
    assert found.why([replace(FAILING, restarts=1)], 50) is None
    assert found.why([replace(FAILING, restarts=1)], 100) is None
    assert found.why([replace(FAILING, restarts=1)], 110)


def test_what_was_ready_meanwhile_begins_anew() -> None:
    found = watch()
    assert first(found, FAILING, 59) is None
    assert found.why([], 59) is None
    assert found.why([FAILING], 60) is None


def test_restarts_of_before_do_not_count() -> None:
    found = watch([])
    assert first(found, replace(FAILING, restarts=9)) is None
    why = found.why([replace(FAILING, restarts=9 + RESTARTS)], 300)
    assert why == "container web was started again 3 times in 300 s"
