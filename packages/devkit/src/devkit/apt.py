"""Debian packages: installed as root, named on screen; otherwise the exact command is the message."""

import os
import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from devkit import files, progress
from devkit.context import Context
from devkit.errors import ToolchainError

# dpkg asks nothing, and no service is started: what needs to run, set-up starts itself.
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
LOCK_SECONDS = 300
OPTIONS = [f"-oDPkg::Lock::Timeout={LOCK_SECONDS}", "-oAcquire::Retries=2"]


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def command(packages: Sequence[str]) -> str:
    """What a person has to type."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get update && {sudo}apt-get install --yes {' '.join(packages)}"


def install(context: Context, packages: Sequence[str], reason: str) -> None:
    """Install the packages, or raise with the command that does."""
    if not can_install():
        raise ToolchainError(f"{reason} needs the packages {', '.join(packages)}. Run: {command(packages)}")
    line = ["apt-get", *OPTIONS, "install", "--yes", "--no-install-recommends", *packages]
    with _alone(context):
        _with_lists(context, f"installing {', '.join(packages)} for {reason}", line, None)


def download(context: Context, package: str, directory: Path) -> Path:
    """Download the package into the directory without installing it."""
    # as root, apt would want to drop its rights in a directory that only we may read
    line = ["apt-get", *OPTIONS, "-oAPT::Sandbox::User=root", "download", package]
    with _alone(context):
        _with_lists(context, f"downloading Debian's {package}", line, directory)
    return next(directory.glob("*.deb"))


def _with_lists(context: Context, what: str, line: list[str], directory: Path | None) -> None:
    """Run with the package lists that are there; where there are none, or they are out of date, with new ones."""
    step = context.step("packages")
    if any(Path("/var/lib/apt/lists").glob("*_Packages*")):
        try:
            context.processes.run(step, what, line, environment=QUIET, directory=directory, follow=progress.of_apt())
            return
        except ToolchainError:
            step.say("that failed; it is tried again with new package lists")
    if can_install():
        context.processes.run(step, "apt-get update", ["apt-get", *OPTIONS, "update"], environment=QUIET)
    context.processes.run(step, what, line, environment=QUIET, directory=directory, follow=progress.of_apt())


def _alone(context: Context) -> AbstractContextManager[None]:
    """One apt-get at a time: it waits for dpkg's lock by itself, but not for that of the package lists."""
    waiting = "waiting for another installation"
    return files.locked(context.paths.cache / "apt.lock", lambda: context.step("packages").say(waiting))
