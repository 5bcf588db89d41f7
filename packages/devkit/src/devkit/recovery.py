"""Takes up a stack where a killed engine left it: stale locks, operations that were begun and never recorded.

Before the engine asks a provider for anything, it writes down that it will: as a pending operation in the state. Killed
then, it cannot know what became of it. Snowflake's names are deterministic, and so are the providers' ids: an object
whose creation is pending is put into the state under its id, and a refresh finds out whether it exists. What may be
repeated without harm (grants, uploads, pushes, waiting for a service) is simply forgotten, and done again.
"""

import contextlib
import json
import os
import signal
from pathlib import Path
from typing import Any

from devkit import environment, stack
from devkit.console import Step
from devkit.errors import ToolchainError
from devkit.paths import Paths
from devkit.pids import start_time, wait_for_end
from devkit.pulumi import DRIVER_VARIABLE, Pulumi

ORPHAN_SECONDS = 15.0
# What a second CREATE would refuse, by the parts of its name: the provider's id is the fully-qualified name, quoted.
ACCOUNT, DATABASE, SCHEMA = ("name",), ("database", "name"), ("database", "schema", "name")
OBJECTS = {
    "snowflake:index/accountRole:AccountRole": ACCOUNT,
    "snowflake:index/user:User": ACCOUNT,
    "snowflake:index/warehouse:Warehouse": ACCOUNT,
    "snowflake:index/database:Database": ACCOUNT,
    "snowflake:index/computePool:ComputePool": ACCOUNT,
    "snowflake:index/externalAccessIntegration:ExternalAccessIntegration": ACCOUNT,
    "snowflake:index/schema:Schema": DATABASE,
    "snowflake:index/imageRepository:ImageRepository": SCHEMA,
    "snowflake:index/stageInternal:StageInternal": SCHEMA,
    "snowflake:index/networkRule:NetworkRule": SCHEMA,
    "snowflake:index/service:Service": SCHEMA,
}

State = dict[str, Any]


def recover(pulumi: Pulumi) -> bool:
    """Make the stack usable again after a kill; False where there is nothing to do."""
    step = pulumi.context.step("recovery")
    unlocked = unlock(pulumi, step)
    pending = stack.deployment(pulumi.context.paths).get("pending_operations") or []
    if not pending:
        return unlocked
    step.say(f"the last run was killed during {len(pending)} operations: looking what became of them")
    exported = pulumi.ask_json("stack", "export")
    for line in settle(exported["deployment"]):
        step.say(line)
    pulumi.ask("stack", "import", stdin=json.dumps(exported))
    if pulumi.show(step, "refresh", "--yes", "--skip-preview"):
        raise ToolchainError("recovery: pulumi refresh failed; its message is above. Run the same command again")
    return True


def settle(deployment: State) -> list[str]:
    """Empty the pending operations of an exported deployment; returns a line for each."""
    resources = deployment.setdefault("resources", [])
    lines = []
    for operation in deployment.pop("pending_operations", None) or []:
        resource, kind = operation["resource"], operation["type"]
        urn = resource["urn"]
        found = object_id(resource) if kind == "creating" else None
        if found is None:
            lines.append(f"{kind} {urn.rpartition('::')[2]}: will be looked at, or done, again")
            continue
        # its predecessor, where it was being replaced, was deleted before
        resources[:] = [it for it in resources if it["urn"] != urn]
        resources.append({**resource, "id": found, "outputs": dict(resource.get("inputs", {}))})
        lines.append(f"{kind} {urn.rpartition('::')[2]}: taken for {found} if that exists")
    return lines


def object_id(resource: State) -> str | None:
    """The provider's id of an object with a name; None for what has none, or may be created again."""
    parts = OBJECTS.get(resource["type"])
    inputs = resource.get("inputs", {})
    if parts is None or not all(isinstance(inputs.get(part), str) for part in parts):
        return None
    return ".".join('"' + inputs[part].replace('"', '""') + '"' for part in parts)


def unlock(pulumi: Pulumi, step: Step) -> bool:
    """Remove the locks of engines that are gone, and end one whose command was killed; one by hand is left alone."""
    for pid in filter(None, map(holder, locks(pulumi.context.paths))):
        if not orphaned(pid):
            raise ToolchainError(
                f"pulumi (process {pid}) is at work on the stack: wait for it, or end it with: kill {pid}"
            )
        end(pid, step)
    if not locks(pulumi.context.paths):
        return False
    step.say("the last run was killed: removing its lock")
    pulumi.ask("cancel", "--yes")
    return True


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
