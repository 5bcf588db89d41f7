"""The clone's `.venv`, made from requirements.txt, and again where that changes."""

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from toolchain import apt, files
from toolchain.console import Step
from toolchain.context import Context

STAMP = "milvus-spcs.stamp"


def ensure(context: Context) -> None:
    """Make or complete the environment; a second call takes no time."""
    stamp, wanted = context.paths.venv / STAMP, fingerprint(context.paths.requirements)
    if stamp.is_file() and stamp.read_text() == wanted and works(context.paths.python):
        return
    step = context.step("Python")
    context.paths.venv.mkdir(exist_ok=True)
    with (context.paths.venv / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            step.say("waiting for another set-up of .venv")
            fcntl.flock(lock, fcntl.LOCK_EX)
        _make(context, step, lock.fileno())
        files.write(stamp, wanted)


def fingerprint(requirements: Path) -> str:
    """Changes with the requirements and with the Python that the environment is of."""
    return hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()


def works(python: Path) -> bool:
    """Whether the interpreter starts: its own may have been removed since."""
    return python.exists() and subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0


def _make(context: Context, step: Step, lock: int) -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        apt.install(context, ["python3-venv"], "the virtual environment")
    if not works(context.paths.python) or not works_with_pip(context.paths.python):
        shutil.rmtree(context.paths.venv / "bin", ignore_errors=True)
        context.processes.run(
            step,
            f"making {context.paths.venv}",
            [sys.executable, "-m", "venv", "--clear", context.paths.venv],
            held=lock,
        )
    context.processes.run(step, "installing requirements.txt into .venv", [
        context.paths.python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
        "--progress-bar=off", f"--requirement={context.paths.requirements}",
    ], held=lock)  # fmt: skip


def works_with_pip(python: Path) -> bool:
    return subprocess.run([python, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0
