"""Commands that are built from Go modules: kept, and of one version."""

import pytest

from devkit.context import Context
from devkit.go import Program
from devkit.go_command import GoCommand
from devkit.processes import Processes


def test_one_that_is_there_is_taken(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = GoCommand("tool", "1.2.3", Program("example.org/tool", context.paths.root), (1, 25))
    command = context.paths.cache / "tool" / "1.2.3" / "tool"
    command.parent.mkdir(parents=True)
    command.touch()
    monkeypatch.setattr(Processes, "run", None)
    assert wanted.ensure(context) == command
