"""`make park` and `make unpark`: the setting `parked`, and the `pulumi up` that does what it says.

The setting is the only thing that parks a stack, so that every later `up` finds it, a colleague's and that of CI, too.
The local stack's file is the local run's and written here. That of another stack is under version control as a rule,
where no target of make changes a file: what to set there is said.
"""

import subprocess
import sys

from devkit import environment, local_run, set_up
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_run import PARKED
from devkit.pulumi import Pulumi


def park(context: Context, stack: str | None) -> int:
    """Have services and pools of a stack suspended."""
    return _command(context, stack, parked=True)


def unpark(context: Context, stack: str | None) -> int:
    """Have them run."""
    return _command(context, stack, parked=False)


def _command(context: Context, stack: str | None, *, parked: bool) -> int:
    """Of a real account the environment says who signs in, and the engine asks before it changes anything."""
    if stack in (None, environment.STACK):
        return local_run.park(context, parked=parked)
    set_up.engine_tasks(context).run()
    variables = environment.by_hand(context)
    _check(Pulumi(context, variables), str(stack), parked=parked)
    sys.stdout.flush()
    line = ["pulumi", "up", "--stack", str(stack)]
    return subprocess.run(line, cwd=context.paths.root, env=variables, check=False).returncode


def _check(pulumi: Pulumi, stack: str, *, parked: bool) -> None:
    """That the stack's configuration says so."""
    found = pulumi.ask_json("config", "--json", "--stack", stack).get(PARKED, {}).get("value", "false")
    if (found == "true") is parked:
        return
    setting, target = ("config set", "park") if parked else ("config rm", "unpark")
    value = " true" if parked else ""
    raise ToolchainError(
        f"{PARKED} of stack {stack} is {found}. It has to stand in the stack's file, or the next pulumi up of somebody "
        f"else would undo it; and make changes no file that is under version control. To do: pulumi {setting} {PARKED}"
        f"{value} --stack {stack}; commit the file; then make {target} STACK={stack} again, or pulumi up"
    )
