"""What pins other packages than the project: clients for the tests, each in an environment of its own, in the cache."""

import hashlib
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from devkit import files, virtualenv
from devkit.context import Context
from devkit.paths import Paths


@dataclass(frozen=True)
class Client:
    """A client by its name in the cache, which its lock file has too unless it is named, and the package that it is."""

    name: str
    package: str
    lock_file: str = ""

    def python(self, paths: Paths) -> Path:
        """The interpreter of its environment."""
        return self.home(paths) / "bin" / "python"

    def version(self, paths: Paths) -> str:
        """The version that its lock file pins."""
        pins: dict[str, str] = dict(re.findall(r"^(\S+)==(\S+)", self.lock(paths).read_text(), re.MULTILINE))
        return pins[self.package]

    def ensure(self, context: Context) -> None:
        """Install it where it is missing; a second call takes no time."""
        home = self.home(context.paths)
        if _installed(home):
            return
        step = context.step(self.name)
        waiting = f"waiting for another set-up that installs {self.name}"
        with files.locked(home.parent / "lock", lambda: step.say(waiting)):
            if not _installed(home):
                self._install(context, home)

    def _install(self, context: Context, home: Path) -> None:
        # scripts name the directory they were installed in, so it is made in place and stamped last
        shutil.rmtree(home, ignore_errors=True)
        step = context.step(self.name)
        context.processes.run(step, f"making {home}", [sys.executable, "-m", "venv", home])
        what = f"installing {self.package} {self.version(context.paths)}"
        context.processes.run(step, what, [
            home / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
            "--progress-bar=off", "--require-hashes", f"--requirement={self.lock(context.paths)}",
        ])  # fmt: skip
        files.write(home / virtualenv.STAMP, self.version(context.paths))

    def lock(self, paths: Paths) -> Path:
        return paths.root / self.lock_file if self.lock_file else paths.clients / f"{self.name}.lock"

    def home(self, paths: Paths) -> Path:
        """One for each content of the lock file: clones with other ones share the cache."""
        digest = hashlib.sha256(self.lock(paths).read_bytes()).hexdigest()[:8]
        return paths.cache / self.name / f"{self.version(paths)}-{digest}"


SNOW = Client("snow", "snowflake-cli")
CONNECTOR = Client("connector", "snowflake-connector-python")
BUCKET = Client("moto", "moto")


def _installed(home: Path) -> bool:
    return (home / virtualenv.STAMP).is_file() and virtualenv.works(home / "bin" / "python")
