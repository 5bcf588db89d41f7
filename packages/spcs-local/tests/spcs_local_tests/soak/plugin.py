"""Counts of the long tests: small in `make test`, long under `make soak`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from spcs_local_tests.soak.counts import LONG, SMALL, Counts

_LONGEST_SECONDS = 4 * 3600  # of one test at full counts
_MEASURED = pytest.StashKey["Measured"]()
_FIGURES = "figures"  # the property of a test by which they travel


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("soak")
    group.addoption("--soak", action="store_true", help="kills, fuzzing and load at full counts")
    group.addoption("--figures", type=Path, help="write what the soak measured to this file, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    counts = LONG if config.getoption("--soak") else SMALL
    config.stash[_MEASURED] = Measured({"counts": vars(counts)})
    config.pluginmanager.register(config.stash[_MEASURED])
    # one account serves all examples of a property, on a machine that may be busy: no deadline, no measuring of health
    shared: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
    settings.register_profile("test", max_examples=SMALL.examples, derandomize=True, **shared)
    settings.register_profile("soak", max_examples=LONG.examples, print_blob=True, **shared)
    settings.load_profile("soak" if config.getoption("--soak") else "test")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        for item in items:
            item.add_marker(pytest.mark.timeout(_LONGEST_SECONDS))


class Measured:
    """The figures of all tests: of each as it ends, in whichever process it ran, so that a run that is interrupted has
    those of before."""

    def __init__(self, figures: dict[str, Any]) -> None:
        self.figures = figures

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties:
            if name == _FIGURES:
                self.figures.update(json.loads(str(value)))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    found = config.stash[_MEASURED].figures
    if config.getoption("--soak"):
        terminalreporter.section("figures")
        terminalreporter.write_line(json.dumps(found, indent=1))
    path = config.getoption("--figures")
    # of a run that was ended before it has measured anything, those of the one before stay
    if path and found.keys() != {"counts"}:
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


@pytest.fixture
def counts(request: pytest.FixtureRequest) -> Counts:
    """How often, and how long."""
    return LONG if request.config.getoption("--soak") else SMALL


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """What a test has measured, by name; shown and written at the end of a soak."""
    found: dict[str, Any] = {}
    yield found
    # a text: what takes it to another process knows few types
    request.node.user_properties.append((_FIGURES, json.dumps(found)))


@pytest.fixture
def progress(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Progress:
    """Says on screen how far a long test is."""
    return Progress(capsys if request.config.getoption("--soak") else None)


class Progress:
    """Lines past pytest's capture; none in `make test`."""

    def __init__(self, capture: pytest.CaptureFixture[str] | None) -> None:
        self._capture = capture

    def say(self, text: str) -> None:
        """One line."""
        if self._capture is not None:
            with self._capture.disabled():
                # of one of several processes too, whose standard output nobody sees
                print(f"  {text}", file=sys.stderr, flush=True)
