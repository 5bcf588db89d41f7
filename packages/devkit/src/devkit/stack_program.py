"""A program of `components` on a stack of a real account or on the local run's, with the engine on PATH."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from devkit import deployer, environment, set_up
from devkit.context import Context


def run(context: Context, stack: str | None, module: str, arguments: Sequence[str] = ()) -> int:
    """Of a real account the environment says who signs in, as for `pulumi` by hand."""
    name = stack or environment.STACK
    return start(context, module, ["--stack", name, *arguments], local=name == environment.STACK)


def start(context: Context, module: str, arguments: Sequence[str], *, local: bool, beside: Sequence[Path] = ()) -> int:
    """The same with other arguments; the directories `beside` come last on PATH."""
    set_up.engine_tasks(context).run()
    variables = deployer.variables(context) if local else environment.by_hand(context)
    path = os.pathsep.join([variables["PATH"], *map(str, beside)])
    line = [str(context.paths.python), "-m", module, *arguments]
    sys.stdout.flush()
    return subprocess.run(line, cwd=context.paths.root, env={**variables, "PATH": path}, check=False).returncode
