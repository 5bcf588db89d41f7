"""Debian packages: installed as root, named on screen; otherwise the exact command is the message."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from toolchain import files
from toolchain.context import Context
from toolchain.errors import ToolchainError

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
    step = context.step("packages")
    with files.locked(context.paths.cache / "apt.lock", lambda: step.say("waiting for another installation")):
        update(context)
        context.processes.run(
            step,
            f"installing {', '.join(packages)} for {reason}",
            ["apt-get", *OPTIONS, "install", "--yes", "--no-install-recommends", *packages],
            environment=QUIET,
        )


def update(context: Context) -> None:
    """Read the package lists where there are none; a failure shows when a package is asked for."""
    if any(Path("/var/lib/apt/lists").glob("*_Packages*")):
        return
    try:
        context.processes.run(
            context.step("packages"), "apt-get update", ["apt-get", *OPTIONS, "update"], environment=QUIET
        )
    except ToolchainError as error:
        context.step("packages").say(str(error))
