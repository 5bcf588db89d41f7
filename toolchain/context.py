"""What every part of set-up is given."""

from dataclasses import dataclass, field

from toolchain import versions
from toolchain.console import Console, Step
from toolchain.paths import Paths
from toolchain.processes import Processes
from toolchain.versions import Versions


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
