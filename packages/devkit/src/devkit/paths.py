"""Where things are: the clone, its local run, and what is expensive to obtain, in the user's cache."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    root: Path
    cache: Path

    @classmethod
    def of_clone(cls) -> "Paths":
        """Of the clone that this file is part of."""
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cls(Path(__file__).resolve().parents[4], base / "milvus-spcs")

    @property
    def local(self) -> Path:
        """State and configuration of the local run, mode 0700."""
        return self.root / ".local"

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def spcs_local(self) -> Path:
        """The local account's command."""
        return self.venv / "bin" / "spcs-local"

    @property
    def requirements(self) -> Path:
        return self.root / "requirements.txt"

    @property
    def development(self) -> Path:
        """What tests and lints the clone."""
        return self.root / "packages" / "devkit" / "development.txt"

    @property
    def development_lock(self) -> Path:
        """What the clone's virtual environment is made of."""
        return self.development.with_suffix(".lock")

    @property
    def clients(self) -> Path:
        """Requirements of the clients that have an environment of their own."""
        return self.development.with_name("clients")

    @property
    def policies(self) -> Path:
        """The policy pack, which has an environment of its own as well."""
        return self.root / "policies"

    @property
    def apart(self) -> list[Path]:
        """Requirement files of all that has one."""
        return [*sorted(self.clients.glob("*.txt")), *self.policies.glob("requirements.txt")]

    @property
    def packages(self) -> list[Path]:
        """The directories of the clone's own packages."""
        return sorted(file.parent for file in (self.root / "packages").glob("*/pyproject.toml"))

    @property
    def installed(self) -> list[Path]:
        """What of the clone its virtual environment has: the packages, and the program, for the commands of each."""
        return [*self.packages, *(file.parent for file in self.root.glob("pyproject.toml"))]

    @property
    def results(self) -> Path:
        """Figures of the benchmark and of the soak."""
        return self.root / "packages" / "devkit" / "results"

    @property
    def pulumi_home(self) -> Path:
        return self.cache / "home"

    def engine(self, version: str) -> Path:
        """Directory of the engine that set-up obtains."""
        return self.cache / "engine" / f"v{version}"
