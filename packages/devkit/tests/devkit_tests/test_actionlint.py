"""The linter of workflows: built, kept, and of one version."""

import re

import pytest

from devkit import actionlint
from devkit.context import Context
from devkit.processes import Processes


def test_the_module_has_the_version() -> None:
    pinned = re.search(
        r"^require github.com/rhysd/actionlint v(\S+)$", (actionlint.MODULE / "go.mod").read_text(), re.M
    )
    assert pinned
    assert pinned[1] == actionlint.VERSION


def test_one_that_is_there_is_taken(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    command = context.paths.cache / "actionlint" / actionlint.VERSION / "actionlint"
    command.parent.mkdir(parents=True)
    command.touch()
    monkeypatch.setattr(Processes, "run", None)
    assert actionlint.ensure(context) == command
