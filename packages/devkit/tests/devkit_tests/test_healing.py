"""`make heal`: which program it starts, and with what."""

import os

import pytest

from devkit import files, healing, local_run, set_up
from devkit.context import Context
from devkit.set_up import Tasks

PROGRAM = '#!/bin/sh\necho "$@" > lines\necho "$PATH" >> lines\nexit 3\n'


@pytest.fixture
def clone(context: Context, monkeypatch: pytest.MonkeyPatch, bare_path: None) -> Context:  # noqa: ARG001
    """One that is set up."""

    def nothing(given: Context) -> Tasks:
        work = Tasks(given)
        work.add("nothing", lambda: None)
        return work

    files.write(context.paths.engine(context.versions.engine) / "pulumi", "#!/bin/sh\n", 0o755)
    files.write(context.paths.python, PROGRAM, 0o755)
    monkeypatch.setattr(set_up, "engine_tasks", nothing)
    return context


def test_command_for_another_account_has_the_engine_on_its_path(clone: Context) -> None:
    assert healing.command(clone, "dev", ["--force"]) == 3
    line, path = (clone.paths.root / "lines").read_text().splitlines()
    assert line == "-m components.recovery --stack dev --force"
    assert path.split(os.pathsep)[0] == str(clone.paths.engine(clone.versions.engine))


@pytest.mark.parametrize("stack", [None, "local"])
def test_command_without_a_stack_is_for_the_local_run(
    clone: Context, monkeypatch: pytest.MonkeyPatch, stack: str | None
) -> None:
    monkeypatch.setattr(local_run, "heal", lambda _context, flags: 7 if flags == ["--forget"] else 0)
    assert healing.command(clone, stack, ["--forget"]) == 7
