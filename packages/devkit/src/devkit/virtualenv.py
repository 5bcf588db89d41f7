"""The clone's `.venv`: what development.lock pins, and the clone's packages; made again where those change."""

import contextlib
import fcntl
import hashlib
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from devkit import apt, files, progress
from devkit.context import Context
from devkit.paths import Paths

# where it is set, each of the engine's processes would compile all that it imports, at every run
BYTE_CODE_VARIABLE = "PYTHONDONTWRITEBYTECODE"
STAMP = "milvus-spcs.stamp"
# one of these lines of pip for each requirement
PER_REQUIREMENT = ("Collecting ", "Obtaining ", "Ignoring ", "Requirement already satisfied: ")
# What several processes of the engine import at once at the first run; the provider's SDK alone takes 3 s to compile.
# pip would compile everything, which takes longer than it saves.
COMPILED = """
import importlib
for name in ("pulumi.dynamic", "pulumi_docker", "pulumi_snowflake", "docker", "snowflake.connector"):
    try:
        importlib.import_module(name)
    except ImportError:
        pass
"""


def ensure_pip(context: Context) -> None:
    """Make the environment, which has pip, but not yet what development.lock pins."""
    if current(context):
        return
    with _locked(context) as lock:
        if works(context.paths.python, "-c", "import pip, sys; sys.exit(sys.prefix == sys.base_prefix)"):
            return
        if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
            apt.install(context, ["python3-venv"], "the virtual environment")
        for directory in ("bin", "include", "lib", "lib64"):
            files.remove(context.paths.venv / directory)
        command = [sys.executable, "-m", "venv", str(context.paths.venv)]
        context.processes.run(context.step("Python"), f"making {context.paths.venv}", command, held=lock)


def ensure(context: Context) -> None:
    """Install what the environment does not have; a second call takes no time."""
    if current(context):
        return
    ensure_pip(context)
    with _locked(context) as lock:
        pinned = ["--require-hashes", f"--requirement={context.paths.development_lock}"]
        requirements = re.findall(r"^\S+==", context.paths.development_lock.read_text(), re.MULTILINE)
        _install(context, "development.lock", pinned, lock, len(requirements))
        if context.paths.installed:
            # as they lie in the clone, by the build backend that is there now
            own = [f"--editable={package}" for package in context.paths.installed]
            _install(context, "the clone's packages", ["--no-deps", "--no-build-isolation", *own], lock, len(own))
        context.processes.run(
            context.step("Python"), "compiling the SDKs", [context.paths.python, "-c", COMPILED],
            environment={BYTE_CODE_VARIABLE: ""}, held=lock,
        )  # fmt: skip
        files.write(context.paths.venv / STAMP, fingerprint(context.paths))


def _install(context: Context, what: str, arguments: Sequence[str], lock: int, requirements: int) -> None:
    context.processes.run(context.step("Python"), f"installing {what} into .venv", [
        context.paths.python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-compile",
        "--progress-bar=off", *arguments,
    ], held=lock, follow=progress.counting(requirements, *PER_REQUIREMENT))  # fmt: skip


def current(context: Context) -> bool:
    """Whether the environment is complete."""
    stamp = context.paths.venv / STAMP
    wanted = fingerprint(context.paths)
    return stamp.is_file() and stamp.read_text() == wanted and works(context.paths.python)


@contextlib.contextmanager
def _locked(context: Context) -> Iterator[int]:
    """One set-up at a time; the descriptor is for the commands, so that a pip that outlives us keeps the lock."""
    context.paths.venv.mkdir(exist_ok=True)
    with (context.paths.venv / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            context.step("Python").say("waiting for another set-up of .venv")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def fingerprint(paths: Paths) -> str:
    """Changes with what is pinned, the packages' own descriptions and the Python that the environment is of."""
    described = [paths.development_lock, *(package / "pyproject.toml" for package in paths.installed)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in described) + sys.version.encode()).hexdigest()


def works(python: Path, *arguments: str) -> bool:
    """Whether the interpreter starts: its own may have been removed since."""
    command = [str(python), *(arguments or ("-c", ""))]
    return python.exists() and subprocess.run(command, check=False, capture_output=True).returncode == 0
