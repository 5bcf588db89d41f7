"""Time when the machine's clock is set."""

from __future__ import annotations

import time

import pytest

from spcs_local.clock import SteadyClock


def test_clock_goes_on_when_the_machine_s_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, begun = SteadyClock(), time.time()
    first = clock()
    monkeypatch.setattr(time, "time", lambda: begun - 3600)
    assert first <= clock() < begun + 3600
    assert first >= begun - 60
