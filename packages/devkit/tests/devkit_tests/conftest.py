"""A toolchain on directories of its own."""

import io
from pathlib import Path

import pytest

from devkit.console import Console
from devkit.context import Context
from devkit.paths import Paths
from devkit.versions import Versions


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def context(tmp_path: Path, screen: io.StringIO) -> Context:
    """A clone and a cache that hold nothing."""
    root = tmp_path / "a clone"
    root.mkdir()
    versions = Versions(engine="3.1.0", snowflake="2.1.0", docker="5.1.0")
    return Context(Paths(root, tmp_path / "cache"), versions, Console(screen, heartbeat=0.01))
