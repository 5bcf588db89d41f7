"""The linter of workflows: built from its Go module once, and kept in the cache."""

from pathlib import Path

from devkit import files, go
from devkit.context import Context

VERSION = "1.7.12"
PACKAGE = "github.com/rhysd/actionlint/cmd/actionlint"
MODULE = Path(__file__).with_name("actionlint_module")
GO_VERSION = (1, 25)
# what it would call where it happens to be on PATH: the same findings everywhere
OPTIONS = ("-shellcheck=", "-pyflakes=")


def ensure(context: Context) -> Path:
    """The command, of the modules that actionlint_module/go.sum names; seconds, where Go is there."""
    home = context.paths.cache / "actionlint" / VERSION
    command = home / "actionlint"
    if command.exists():
        return command
    step = context.step("actionlint")
    with files.locked(home.with_name("lock"), lambda: step.say("waiting for another set-up that builds it")):
        if not command.exists():
            compiler = go.ensure(context, step, GO_VERSION)
            with files.work_directory(home.parent, "work") as work:
                context.processes.run(
                    step,
                    f"building with {compiler}",
                    [compiler, "build", "-mod=readonly", "-buildvcs=false", "-o", work / "v" / "actionlint", PACKAGE],
                    directory=MODULE,
                    environment={"GOFLAGS": "", "CGO_ENABLED": "0", "GOWORK": "off"},
                )
                files.replace_directory(work / "v", home)
    return command
