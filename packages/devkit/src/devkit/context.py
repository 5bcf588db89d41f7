"""What every part of set-up is given."""

from dataclasses import dataclass, field

from devkit import versions
from devkit.console import Console, Step
from devkit.paths import Paths
from devkit.processes import Processes
from devkit.versions import Versions


@dataclass(frozen=True)
class Context:
    paths: Paths
    versions: Versions
    console: Console
    processes: Processes = field(default_factory=Processes)

    @classmethod
    def of_clone(cls, console: Console) -> "Context":
        paths = Paths.of_clone()
        return cls(paths, versions.read(paths.requirements), console)

    def step(self, subject: str) -> Step:
        return self.console.step(subject)
