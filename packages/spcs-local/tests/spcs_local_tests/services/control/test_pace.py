"""How fast states move on."""

from __future__ import annotations

import pytest

from spcs_local.services.control.pace import Pace


def pace_of(progression: str) -> Pace:
    """At 100 seconds."""
    return Pace(progression, lambda: 100.0)


def test_timed_states_last_as_long_as_in_life() -> None:
    pace = pace_of("timed")
    assert (pace.due(95.0, 5.0), pace.due(95.0, 5.1)) == (True, False)
    assert pace.at(5.0) == 105.0


@pytest.mark.parametrize("progression", ["immediate", "manual"])
def test_other_states_are_over_at_once(progression: str) -> None:
    pace = pace_of(progression)
    assert pace.due(100.0, 60.0)
    assert pace.at(60.0) == 100.0
    assert pace.manual is (progression == "manual")
