"""The command: what it starts, with whose environment, and crane behind all else on PATH."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit import deployer, environment, files, promote, set_up
from devkit.context import Context
from devkit.go_command import GoCommand
from devkit.set_up import Tasks

PROGRAM = '#!/bin/sh\necho "$@ as ${SNOWFLAKE_USER:-nobody}, ${PATH##*:}"\n'


@pytest.fixture
def clone(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """One that is set up."""

    def nothing(given: Context) -> Tasks:
        work = Tasks(given)
        work.add("nothing", lambda: None)
        return work

    monkeypatch.setattr(set_up, "engine_tasks", nothing)
    monkeypatch.setattr(GoCommand, "ensure", lambda it, _context: Path("/cache") / it.name / "it")
    files.write(context.paths.engine(context.versions.engine) / "pulumi", "#!/bin/sh\n", 0o755)
    files.write(context.paths.python, PROGRAM, 0o755)
    environment.prepare(context.paths)
    return context


def test_a_real_account_is_whose_the_environment_says(
    clone: Context, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SNOWFLAKE_USER", "SOMEBODY")
    assert promote.command(clone, ["--from", "dev", "--to", "prod"], local=False) == 0
    assert capfd.readouterr().out.endswith("-m components.promote --from dev --to prod as SOMEBODY, /cache/crane\n")


def test_the_local_run_is_the_deployers(
    clone: Context, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(deployer, "variables", lambda _context: {"PATH": "/bin", "SNOWFLAKE_USER": "DEPLOYER"})
    assert promote.command(clone, ["--from", "local"], local=True) == 0
    assert capfd.readouterr().out.endswith("--from local as DEPLOYER, /cache/crane\n")
