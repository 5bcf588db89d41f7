"""Debian packages, where they may be installed and where not."""

import pytest

from devkit import apt
from devkit.context import Context
from devkit.errors import ToolchainError


def test_install_gives_the_command_where_it_may_not(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(
        ToolchainError,
        match=r"docker needs the packages a, b\. Run: sudo apt-get update && sudo apt-get install --yes a b",
    ):
        apt.install(context, ["a", "b"], "docker")


def test_command_of_root_needs_no_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert apt.command(["a"]) == "apt-get update && apt-get install --yes a"
