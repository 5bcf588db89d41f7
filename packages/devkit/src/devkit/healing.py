"""`make heal`: the program that heals a stack after a kill, with the engine on PATH."""

import subprocess
import sys
from collections.abc import Sequence

from devkit import environment, local_run, recovery, set_up
from devkit.context import Context


def command(context: Context, stack: str | None, flags: Sequence[str]) -> int:
    """For a stack of a real account by the environment and the stack's file, else for the local one."""
    if stack in (None, environment.STACK):
        return local_run.heal(context, flags)
    set_up.engine_tasks(context).run()
    sys.stdout.flush()
    return subprocess.run(
        recovery.program(context.paths, str(stack), flags),
        cwd=context.paths.root,
        env=environment.by_hand(context),
        check=False,
    ).returncode
