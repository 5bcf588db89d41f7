"""The plugin and its stand-in on the same requests.

`pytest --record` on this directory, with the plugin on PATH, writes its recordings anew.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from standins_tests.conformance import exchange, plugin
from standins_tests.conformance.comparison import differences
from standins_tests.conformance.conftest import Account, plugin_on_path, settings
from standins_tests.conformance.exchange import Exchange
from standins_tests.conformance.life import Life, replay
from standins_tests.conformance.scenario import Scenario, made_of, names

DIVERGENCES = Path(__file__).parent / "divergences.yaml"
REAL = plugin_on_path()
Where = tuple[str, str]


@cache
def known(type_: str) -> set[Where]:
    """Step and method of each difference that is there for a reason."""
    content: dict[str, Any] = yaml.safe_load(DIVERGENCES.read_text(encoding="utf-8")) or {}
    return {(entry["step"], entry["method"]) for entry in content.get(type_, [])}


def differing(first: list[Exchange], second: list[Exchange]) -> dict[Where, list[str]]:
    assert [(one.step, one.method) for one in first] == [(one.step, one.method) for one in second]
    pairs = zip(first, second, strict=True)
    return {(one.step, one.method): found for one, two in pairs if (found := differences(one, two))}


@pytest.mark.parametrize("type_", names())
def test_answer_as_the_plugin_was_recorded(type_: str, account: Account) -> None:
    scenario, recorded = Scenario.load(type_), exchange.load(type_)
    running = account(scenario)
    with plugin.stand_in(settings(running, scenario)) as opened:
        replayed = replay(scenario, recorded, opened, running)
    found = differing(recorded, replayed)

    if scenario.experiments:  # what a process keeps shows in what it reads: there the stand-in may not read less
        assert [one.sql for one in replayed] == [one.sql for one in recorded]
    assert {where: lines for where, lines in found.items() if where not in known(type_)} == {}
    assert known(type_) <= set(found), "these differ no more: take them out of divergences.yaml"


@pytest.mark.parametrize("type_", made_of())
def test_see_no_difference_in_its_own_state(type_: str, account: Account) -> None:
    scenario = Scenario.load(type_)
    running = account(scenario)
    with plugin.stand_in(settings(running, scenario)) as opened:
        life = Life(scenario, opened, running)
        life.begin()
        assert life.again(opened) == ["DIFF_NONE", "DIFF_NONE"]


def test_recordings_hold_no_machine_and_no_secret() -> None:
    for path in exchange.RECORDINGS.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        words = ("127.0.0.1", "localhost:", "/tmp/", str(Path.home()), str(Path.cwd()))
        assert not [word for word in words if word in text], path


if REAL is not None:
    COMMAND = REAL

    @pytest.mark.parametrize("type_", names())
    def test_recording_is_of_the_plugin_on_path(type_: str, account: Account, pytestconfig: pytest.Config) -> None:
        scenario = Scenario.load(type_)
        running = account(scenario)
        with plugin.real(COMMAND, settings(running, scenario)) as opened:
            lived = Life(scenario, opened, running).live()
        if pytestconfig.getoption("record"):
            exchange.save(type_, lived)
        assert lived == exchange.load(type_)

    @pytest.mark.parametrize("type_", made_of())
    def test_plugin_sees_no_difference_in_the_state_of_its_stand_in(type_: str, account: Account) -> None:
        scenario = Scenario.load(type_)
        running = account(scenario)
        with plugin.stand_in(settings(running, scenario)) as opened:
            life = Life(scenario, opened, running)
            life.begin()
        with plugin.real(COMMAND, settings(running, scenario)) as opened:
            assert life.again(opened) == ["DIFF_NONE", "DIFF_NONE"]
