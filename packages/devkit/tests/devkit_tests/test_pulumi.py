"""The engine's command line."""

import io
import os

import pytest

from devkit import files
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.pulumi import DRIVER_VARIABLE, Pulumi

# an engine that says how it was called, and fails where it is told to
ENGINE = f"""#!/bin/sh
cat
echo "$@ in $(pwd), driven by ${DRIVER_VARIABLE}"
[ "$1" != fail ] || {{ echo "error: no such stack" >&2; exit 255; }}
"""


@pytest.fixture
def pulumi(context: Context, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    monkeypatch.setenv("PATH", f"{context.paths.cache / 'bin'}:/usr/bin:/bin")
    files.write(context.paths.cache / "bin" / "pulumi", ENGINE, 0o755)
    return Pulumi(context, {"PATH": os.environ["PATH"]})


def test_ask_gives_the_output_of_a_command_in_the_clone(pulumi: Pulumi) -> None:
    said = pulumi.ask("config", "set", stdin="hidden\n")
    assert said == f"hidden\nconfig set --non-interactive in {pulumi.context.paths.root}, driven by \n"


def test_ask_makes_the_engines_message_the_error(pulumi: Pulumi) -> None:
    with pytest.raises(ToolchainError, match="pulumi fail now failed: error: no such stack"):
        pulumi.ask("fail", "now", "--json")


def test_show_puts_the_output_on_screen_and_says_who_drives(pulumi: Pulumi, screen: io.StringIO) -> None:
    assert pulumi.show(pulumi.context.step("up"), "up", "--yes") == 0
    assert f"up --yes in {pulumi.context.paths.root}, driven by {os.getpid()}\n" in screen.getvalue()
    assert pulumi.show(pulumi.context.step("up"), "fail") == 255
    assert "error: no such stack\n" in screen.getvalue()
