"""The `snow` CLI for the tests of clients, in an environment of its own: it pins another connector than the project."""

import shutil
import sys
from pathlib import Path

from toolchain import files, virtualenv
from toolchain.context import Context

VERSION = "3.30.0"
CONNECTOR = "4.7.5"


def python(cache: Path) -> Path:
    """The interpreter of its environment."""
    return cache / "snow" / VERSION / "bin" / "python"


def ensure(context: Context) -> None:
    """Install it where it is missing; a second call takes no time."""
    home = python(context.paths.cache).parents[1]
    stamp = home / virtualenv.STAMP
    if stamp.is_file() and virtualenv.works(home / "bin" / "python"):
        return
    step = context.step("snow")
    with files.locked(home.parent / "lock", lambda: step.say("waiting for another set-up that installs snow")):
        if stamp.is_file() and virtualenv.works(home / "bin" / "python"):
            return
        # scripts name the directory they were installed in, so it is made in place and stamped last
        shutil.rmtree(home, ignore_errors=True)
        context.processes.run(step, f"making {home}", [sys.executable, "-m", "venv", home])
        context.processes.run(step, f"installing snowflake-cli {VERSION}", [
            home / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
            "--progress-bar=off", f"snowflake-cli=={VERSION}", f"snowflake-connector-python=={CONNECTOR}",
        ])  # fmt: skip
        files.write(stamp, VERSION)
