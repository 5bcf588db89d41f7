"""Takes up the local stack where a killed engine left it: ends an engine of ours that is orphaned, then calls the
program that heals any stack, `components.recovery`."""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from devkit import environment, stack
from devkit.console import Step
from devkit.errors import ToolchainError
from devkit.paths import Paths
from devkit.pids import start_time, wait_for_end
from devkit.pulumi import DRIVER_VARIABLE, Pulumi

ORPHAN_SECONDS = 15.0


def recover(pulumi: Pulumi) -> bool:
    """Make the stack usable again after a kill; False where there is nothing to do."""
    paths, step = pulumi.context.paths, pulumi.context.step("recovery")
    end_orphans(pulumi, step)
    if not (locks(paths) or unsettled(stack.deployment(paths))):
        return False
    with step.working("the last run was killed: looking what became of what it had begun"):
        done = subprocess.run(
            program(paths, environment.STACK),
            cwd=paths.root, env=pulumi.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )  # fmt: skip
    for line in done.stdout.splitlines():
        step.say(line)
    if done.returncode:
        raise ToolchainError("recovery: the stack could not be healed; why is above. Then run the same command again")
    return True


def unsettled(deployment: Mapping[str, Any]) -> bool:
    """Whether operations are pending, or resources carry the mark of a healing that was killed itself."""
    resources = deployment.get("resources") or ()
    return bool(deployment.get("pending_operations")) or any(it.get("initErrors") for it in resources)


def program(paths: Paths, name: str, flags: Sequence[str] = ()) -> list[str]:
    """The command that heals a stack."""
    return [str(paths.python), "-m", "components.recovery", "--stack", name, *flags]


def end_orphans(pulumi: Pulumi, step: Step) -> None:
    """End an engine whose command was killed; one by hand is left alone."""
    for pid in filter(None, map(holder, locks(pulumi.context.paths))):
        if not orphaned(pid):
            raise ToolchainError(
                f"pulumi (process {pid}) is at work on the stack: wait for it, or end it with: kill {pid}"
            )
        end(pid, step)


def orphaned(pid: int) -> bool:
    """Whether a command of ours started the engine, and is gone."""
    try:
        variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
    drivers = [int(it.partition(b"=")[2]) for it in variables if it.startswith(f"{DRIVER_VARIABLE}=".encode())]
    return bool(drivers) and start_time(drivers[0]) is None


def end(pid: int, step: Step) -> None:
    """The leash has asked the engine already: it may finish what it has begun. A second time it ends at once."""
    with step.working(f"the engine (process {pid}) of a killed run finishes what it has begun"):
        for number in (signal.SIGTERM, signal.SIGKILL):
            if wait_for_end(pid, ORPHAN_SECONDS):
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        wait_for_end(pid, ORPHAN_SECONDS)


def locks(paths: Paths) -> list[Path]:
    folder = environment.backend(paths) / ".pulumi" / "locks" / "organization" / stack.PROJECT / environment.STACK
    return sorted(folder.glob("*.json"))


def holder(lock: Path) -> int | None:
    """The process of the lock, where it is still an engine."""
    try:
        pid = int(json.loads(lock.read_text())["pid"])
        name = os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except (OSError, ValueError, KeyError):
        return None
    return pid if name.startswith("pulumi") else None
