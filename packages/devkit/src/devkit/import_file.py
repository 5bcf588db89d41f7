"""`make import-file`: the program's own command, on a stack of a real account or on the local run's."""

import os
import subprocess
import sys
from collections.abc import Sequence

from devkit import deployer, environment, local_account, set_up
from devkit.context import Context
from devkit.errors import ToolchainError


def command(context: Context, stack: str | None, arguments: Sequence[str]) -> int:
    """Of a real account the environment says who signs in, as for `pulumi` by hand."""
    set_up.engine_tasks(context).run()
    name = stack or environment.STACK
    line = [str(context.paths.python), "-m", "components.import_file", "--stack", name, *arguments]
    sys.stdout.flush()
    return subprocess.run(line, cwd=context.paths.root, env=_variables(context, name), check=False).returncode


def _variables(context: Context, stack: str) -> dict[str, str]:
    if stack != environment.STACK:
        return {**os.environ, "PATH": environment.path(context)}
    account = local_account.read(context.paths)
    if account is None:
        raise ToolchainError(local_account.NOT_STARTED)
    return environment.full(context, account, deployer.ensure(context, account))
