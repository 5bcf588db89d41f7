"""Executables that run a stand-in."""

import subprocess
from pathlib import Path

import pytest

from devkit import launchers
from devkit.context import Context
from devkit_tests.releases import executable

pytestmark = pytest.mark.usefixtures("bare_path")


def clone(root: Path) -> Path:
    """What a launcher looks for, and a Python that says where it is of."""
    (root / "packages" / "pulumi-standins" / "src" / "pulumi_standins").mkdir(parents=True)
    executable(root / ".venv" / "bin" / "python", f'#!/bin/sh\necho "{root}|$@"\n')
    return root


def run(launcher: Path, directory: Path) -> list[str]:
    done = subprocess.run([launcher, "127.0.0.1:1"], cwd=directory, capture_output=True, text=True, check=True)
    root, _, arguments = done.stdout.rstrip("\n").partition("|")
    return [root, *arguments.split(" ")[-2:]]


def test_launcher_runs_the_stand_in_of_the_clone_that_is_named_or_worked_in(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = tmp_path / "launcher"
    one, other = clone(context.paths.root), clone(tmp_path / "other")
    (one / "programs" / "deep").mkdir(parents=True)
    launchers.write_launcher(launcher, "docker")

    monkeypatch.delenv("MILVUS_SPCS_ROOT", raising=False)
    assert run(launcher, one / "programs" / "deep") == [str(one), "docker", "127.0.0.1:1"]
    assert run(launcher, other)[0] == str(other)
    monkeypatch.setenv("MILVUS_SPCS_ROOT", str(other))
    assert run(launcher, one)[0] == str(other)


@pytest.mark.parametrize("dynamic", [False, True])
def test_launcher_is_the_same_whoever_wrote_it_and_says_what_to_do_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, dynamic: bool
) -> None:
    launcher = tmp_path / "launcher"
    assert launchers.write_dynamic_launcher(launcher) if dynamic else launchers.write_launcher(launcher, "docker")
    assert not (launchers.write_dynamic_launcher(launcher) if dynamic else launchers.write_launcher(launcher, "docker"))
    monkeypatch.delenv("MILVUS_SPCS_ROOT", raising=False)
    done = subprocess.run([launcher], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{tmp_path} lies in no clone that has it. Run the engine in a clone, or: eval" in done.stderr
