"""A command that is built from its Go module once, and kept in the cache."""

from dataclasses import dataclass
from pathlib import Path

from devkit import files, go
from devkit.context import Context

# nothing of the machine in it, and no symbols: a third smaller
OPTIONS = ("-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags=-s -w")


@dataclass(frozen=True)
class GoCommand:
    """`module` is a directory with go.mod and go.sum, which name all that `package` is built of."""

    name: str
    version: str
    package: str
    module: Path
    go_version: tuple[int, int]

    def ensure(self, context: Context) -> Path:
        """The command; seconds, where Go is there."""
        home = context.paths.cache / self.name / self.version
        command = home / self.name
        if command.exists():
            return command
        step = context.step(self.name)
        with files.locked(home.with_name("lock"), lambda: step.say("waiting for another set-up that builds it")):
            if not command.exists():
                compiler = go.ensure(context, step, self.go_version)
                with files.work_directory(home.parent, "work") as work:
                    output = work / "v" / self.name
                    context.processes.run(
                        step,
                        f"building with {compiler}",
                        [compiler, "build", *OPTIONS, "-o", output, self.package],
                        directory=self.module,
                        environment={**go.environment(work), "CGO_ENABLED": "0", "GOWORK": "off"},
                    )
                    files.replace_directory(work / "v", home)
        return command
