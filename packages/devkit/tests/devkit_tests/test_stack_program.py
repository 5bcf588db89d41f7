"""A program on any stack: whose environment it runs with."""

from __future__ import annotations

import os

import pytest

from devkit import deployer, environment, files, local_account, set_up, stack_program
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.service_user.credentials import Credentials
from devkit.set_up import Tasks

ACCOUNT = Account("LOCAL", "DEV", 7878, 7879, "ADMIN", "hidden")
PROGRAM = '#!/bin/sh\necho "$@ as ${SNOWFLAKE_USER:-nobody}"\n'


@pytest.fixture
def clone(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """One that is set up."""

    def nothing(given: Context) -> Tasks:
        work = Tasks(given)
        work.add("nothing", lambda: None)
        return work

    monkeypatch.setattr(set_up, "engine_tasks", nothing)
    files.write(context.paths.engine(context.versions.engine) / "pulumi", "#!/bin/sh\n", 0o755)
    files.write(context.paths.python, PROGRAM, 0o755)
    environment.prepare(context.paths)
    return context


def test_a_real_account_is_whose_the_environment_says(
    clone: Context, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SNOWFLAKE_USER", "SOMEBODY")
    assert stack_program.run(clone, "acme/dev", "components.import_file", ["--file", "a file"]) == 0
    assert capfd.readouterr().out.endswith("-m components.import_file --stack acme/dev --file a file as SOMEBODY\n")


def test_the_local_run_is_the_deployers(
    clone: Context, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    known = Credentials("MILVUS_DEPLOYER", "MILVUS_DEPLOYER_ROLE", "a key")
    monkeypatch.setattr(local_account, "read", lambda _paths: ACCOUNT)
    monkeypatch.setattr(deployer, "ensure", lambda _context, _account: known)
    assert stack_program.run(clone, None, "components.cost") == 0
    assert capfd.readouterr().out.endswith("-m components.cost --stack local as MILVUS_DEPLOYER\n")
    assert "a key" not in os.environ.values()


def test_a_local_account_has_to_run(clone: Context) -> None:
    with pytest.raises(ToolchainError, match=r"make account|make up"):
        stack_program.run(clone, None, "components.cost")
