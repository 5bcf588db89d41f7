"""Headless Chromium."""

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

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.browser.tab import Tab

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
