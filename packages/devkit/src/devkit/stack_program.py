"""A program of `components` on a stack of a real account or on the local run's, with the engine on PATH."""

import subprocess
import sys
from collections.abc import Sequence

from devkit import deployer, environment, set_up
from devkit.context import Context


def run(context: Context, stack: str | None, module: str, arguments: Sequence[str] = ()) -> int:
    """Of a real account the environment says who signs in, as for `pulumi` by hand."""
    set_up.engine_tasks(context).run()
    name = stack or environment.STACK
    variables = deployer.variables(context) if name == environment.STACK else environment.by_hand(context)
    line = [str(context.paths.python), "-m", module, "--stack", name, *arguments]
    sys.stdout.flush()
    return subprocess.run(line, cwd=context.paths.root, env=variables, check=False).returncode
