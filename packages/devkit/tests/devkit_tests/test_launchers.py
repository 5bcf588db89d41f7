"""Executables that run a stand-in."""

import subprocess
from pathlib import Path

import pytest

from devkit import launchers
from devkit.context import Context
from devkit_tests.releases import executable

pytestmark = pytest.mark.usefixtures("bare_path")


def test_launcher_runs_the_stand_in_of_the_clone_that_is_named(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = tmp_path / "launcher"
    for root in (context.paths.root, tmp_path / "other"):
        executable(root / ".venv" / "bin" / "python", f'#!/bin/sh\necho "{root}" "$@"\n')
    launchers.write_launcher(launcher, context.paths, "docker")

    def run() -> list[str]:
        done = subprocess.run([launcher, "127.0.0.1:1"], capture_output=True, text=True, check=True)
        return done.stdout.rstrip("\n").removeprefix(str(context.paths.root)).split(" ")

    monkeypatch.delenv("MILVUS_SPCS_ROOT", raising=False)
    assert run()[-2:] == ["docker", "127.0.0.1:1"]
    monkeypatch.setenv("MILVUS_SPCS_ROOT", str(tmp_path / "other"))
    assert run()[0] == str(tmp_path / "other")
