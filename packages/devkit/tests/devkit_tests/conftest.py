"""A toolchain on directories of its own."""

import hashlib
import io
import platform
from collections.abc import Iterator
from pathlib import Path

import pytest

from devkit import engine
from devkit.console import Console
from devkit.context import Context
from devkit.paths import Paths
from devkit.versions import Versions
from devkit_tests.releases import ENGINE, ENGINE_CHECKSUMS, PLUGIN, PLUGIN_CHECKSUMS
from devkit_tests.vendor import Vendor, archive, serving

HEARTBEAT = 0.01  # seconds


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def context(tmp_path: Path, screen: io.StringIO) -> Context:
    """A clone and a cache that hold nothing."""
    root = tmp_path / "a clone"
    root.mkdir()
    versions = Versions(engine="3.1.0", snowflake="2.1.0", docker="5.1.0")
    return Context(Paths(root, tmp_path / "cache"), versions, Console(screen, heartbeat=HEARTBEAT))


@pytest.fixture
def bare_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path / 'theirs'}:/usr/bin:/bin")


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """Publishes an engine and the snowflake plugin, and has no other."""
    packed, plugin = archive(pulumi__pulumi="#!/bin/sh\n"), archive(pulumi_resource_snowflake="real")
    sha1 = hashlib.sha1(plugin, usedforsecurity=False).hexdigest()
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    with serving() as made:
        monkeypatch.setattr(engine, "VENDOR", made.url)
        made.published |= {
            ENGINE: packed,
            ENGINE_CHECKSUMS: f"{hashlib.sha256(packed).hexdigest()}  {Path(ENGINE).name}\n".encode(),
            PLUGIN: plugin,
            PLUGIN_CHECKSUMS: f"{sha1}  ./{Path(PLUGIN).name}\n".encode(),
        }
        yield made
