"""Headless Chromium, and an account for it to look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from tests.browser.local_run import LocalRun, of_clone
from tests.browser.tab import Tab
from tests.local.running import RunningAccount, run, start_account
from tests.local.services.world import PREPARATION, create, settle
from tests.waiting import PATIENCE

# nothing is looked up or downloaded beyond what the tests open
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # which containers have little of
    "--window-size=1000,800",
)


@pytest.fixture(scope="session")
def programs() -> tuple[str, str]:
    """Paths of Chromium and of its driver."""
    found = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if found[0] is None or found[1] is None:
        pytest.skip("no chromium or chromedriver on PATH: apt-get install chromium chromium-driver")
    return found[0], found[1]


@pytest.fixture
def new_tab(programs: tuple[str, str], tmp_path: Path) -> Iterator[Callable[..., Tab]]:
    """Opens browsers that know nothing of each other."""
    profiles = count()
    with ExitStack() as ends:

        def start(*, script: bool = True) -> Tab:
            driver = Chrome(
                options=_options(programs[0], tmp_path / f"profile{next(profiles)}", script=script),
                service=Service(programs[1]),
            )
            ends.callback(driver.quit)
            driver.set_script_timeout(PATIENCE)
            return Tab(driver)

        yield start


def _options(program: str, profile: Path, *, script: bool) -> Options:
    options = Options()
    options.binary_location = program
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium refuses to have one as root
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return options


@pytest.fixture
def tab(new_tab: Callable[..., Tab]) -> Tab:
    """A fresh browser."""
    return new_tab()


@pytest.fixture
def account(tmp_path: Path) -> Iterator[RunningAccount]:
    """An account with a running service; its states move on by step() alone."""
    running = start_account(tmp_path / "home", progression="manual")
    try:
        run(running.connect(), *PREPARATION, "GRANT ROLE OWNER TO ROLE ACCOUNTADMIN")
        create(running.connect(role="OWNER", database="DEMO", schema="APP"))
        settle(running)
        yield running
    finally:
        running.stop()


@pytest.fixture
def local_run(request: pytest.FixtureRequest) -> LocalRun:
    """The stack that the tests bring up, or the run of the clone that MILVUS_SPCS_RUN names."""
    root = os.environ.get("MILVUS_SPCS_RUN")
    if root is None:
        request.getfixturevalue("up")
        root = request.getfixturevalue("engine").directory
    found = of_clone(Path(root))
    assert found is not None, f"no stack is up in {root}"
    return found
