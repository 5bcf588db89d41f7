"""Holds each test to the rows that name it as their witness, and finds witnesses: `pytest --parity`."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

from spcs_local.testing import LocalAccount
from spcs_local_tests.parity import witnesses
from spcs_local_tests.parity.recorder import Recorder, Seen
from spcs_local_tests.parity.rows import sections

COLLECTED = pytest.StashKey[set[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("parity").addoption(
        "--parity", action="store_true", help="keep which test of this run shows what in the parity table"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COLLECTED] = set()
    recorder, patch = Recorder(), pytest.MonkeyPatch()
    recorder.watch(patch)
    config.add_cleanup(patch.undo)
    held = _Finding(recorder) if config.getoption("--parity") else Holding(recorder, witnesses.load())
    config.pluginmanager.register(held)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Before -k and the like take some of a file away."""
    if not any("::" in argument for argument in config.args):
        config.stash[COLLECTED] = {test for item in items if (test := _name(item))}


class Holding:
    """Fails a witness that has not done what its rows say; of other tests it says nothing."""

    def __init__(self, recorder: Recorder, found: dict[str, str]) -> None:
        self._recorder = recorder
        self._keys = _by_test(found)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        with self._recorder.recording() as seen:
            result = yield  # raises what the test raises
        test = _name(item) or ""
        if missing := self._keys.get(test, set()) - seen.done:
            pytest.fail(
                f"{test} is the witness of rows in docs/parity.md and has not had the account do what they say:"
                f" {', '.join(sorted(missing))}. Mend it, or find other witnesses: {witnesses.COMMAND}",
                pytrace=False,
            )
        return result


class _Finding:
    """Keeps what each test that passes has had the account do."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._ran: dict[str, Seen] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        with self._recorder.recording() as seen:
            result = yield
        if (test := _name(item)) is not None:
            self._ran[test] = seen
        return result

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        with tempfile.TemporaryDirectory() as home, LocalAccount(Path(home)) as running:
            wanted = {row.key for section in sections(running.account) for row in section.rows if not row.reason}
        found = merged(witnesses.load(), self._ran, session.config.stash[COLLECTED])
        witnesses.save({key: test for key, test in found.items() if key in wanted})


def merged(before: dict[str, str], ran: dict[str, Seen], collected: set[str]) -> dict[str, str]:
    """The best witness of each row, if there is one then none that has the account refuse the same as well; one of
    earlier runs counts as long as nothing speaks against it.
    """
    tests: defaultdict[str, set[str]] = defaultdict(set)
    for key, test in before.items():
        if test not in ran and witnesses.may_witness(test) and stands(test, collected):
            tests[key].add(test)
    for test, seen in ran.items():
        for key in seen.done if witnesses.may_witness(test) else ():
            tests[key].add(test)
    refusing = {(test, key) for test, seen in ran.items() for key in seen.refused}
    return {
        key: witnesses.chosen(key, {test for test in found if (test, key) not in refusing} or found)
        for key, found in tests.items()
    }


def stands(test: str, collected: set[str]) -> bool:
    """Whether a test is there: by the run where its whole file is in it, else by its file."""
    file = test.partition("::")[0]
    whole = any(other.startswith(f"{file}::") for other in collected)
    return test in collected if whole else witnesses.is_there(test)


def _by_test(found: dict[str, str]) -> dict[str, set[str]]:
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for key, test in found.items():
        keys[test].add(key)
    return dict(keys)


def _name(item: pytest.Item) -> str | None:
    """From the folder of all tests, if it is of this package."""
    if not item.path.is_relative_to(witnesses.TESTS):
        return None
    return f"{item.path.relative_to(witnesses.TESTS)}::{item.nodeid.partition('::')[2]}"
