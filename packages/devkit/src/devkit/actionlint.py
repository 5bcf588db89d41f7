"""The linter of workflows."""

from pathlib import Path

from devkit.go import Program
from devkit.go_command import GoCommand

COMMAND = GoCommand(
    "actionlint",
    "1.7.12",
    Program("github.com/rhysd/actionlint/cmd/actionlint", Path(__file__).with_name("actionlint_module")),
    go_version=(1, 25),
)
# what it would call where it happens to be on PATH: the same findings everywhere
OPTIONS = ("-shellcheck=", "-pyflakes=")
