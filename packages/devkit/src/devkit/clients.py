"""Clients for the tests that pin other packages than the project: each in an environment of its own, in the cache."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from devkit import files, virtualenv
from devkit.context import Context


@dataclass(frozen=True)
class Client:
    """A client by its name in the cache, its version, and what pip installs for it."""

    name: str
    version: str
    packages: tuple[str, ...]

    def python(self, cache: Path) -> Path:
        """The interpreter of its environment."""
        return cache / self.name / self.version / "bin" / "python"

    def ensure(self, context: Context) -> None:
        """Install it where it is missing; a second call takes no time."""
        home = self.python(context.paths.cache).parents[1]
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
        context.processes.run(step, f"installing {self.packages[0]}", [
            home / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
            "--progress-bar=off", *self.packages,
        ])  # fmt: skip
        files.write(home / virtualenv.STAMP, self.version)


SNOW = Client("snow", "3.30.0", ("snowflake-cli==3.30.0", "snowflake-connector-python==4.7.5"))
# requirements.txt has the other one, which is another program: its core is no longer Python
CONNECTOR = Client("connector", "4.8.1", ("snowflake-connector-python==4.8.1",))


def _installed(home: Path) -> bool:
    return (home / virtualenv.STAMP).is_file() and virtualenv.works(home / "bin" / "python")
