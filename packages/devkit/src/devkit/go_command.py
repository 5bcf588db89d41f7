"""A command that is built from its Go module once, and kept in the cache."""

from dataclasses import dataclass
from pathlib import Path

from devkit import files, go
from devkit.context import Context
from devkit.go import Program


@dataclass(frozen=True)
class GoCommand:
    name: str
    version: str
    program: Program
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
                go.build(context, step, compiler, self.program, command)
        return command
