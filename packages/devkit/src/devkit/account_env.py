"""`make env STACK=…`: the environment for a stack of a real account, from a connection of Snowflake's clients."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from devkit import connections, environment, files
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.paths import Paths
from devkit.pulumi import STACK_NAME


def env(context: Context, stack: str, connection: str | None) -> int:
    """Print the one line that sources the file; nothing of the connection is shown."""
    if not STACK_NAME.fullmatch(stack):
        raise ToolchainError(f"STACK is {stack!r}; allowed: a stack's name, or organization/project/name")
    found = connections.variables(_home(context.paths), connection, os.environ)
    environment.prepare(context.paths)
    script = context.paths.local / f"env-{stack.replace('/', '-')}.sh"
    files.write(script, shell(context.paths, {"PULUMI_STACK": stack, **environment.ENGINE, **found}), 0o600)
    context.console.show(f". {shlex.quote(str(script))}")
    return 0


def _home(paths: Paths) -> Path:
    """Where Snowflake's clients look; that of the local run, which a shell may have, is not meant."""
    home = os.environ.get("SNOWFLAKE_HOME")
    return Path(home).expanduser() if home and Path(home) != paths.local else Path.home() / ".snowflake"


def shell(paths: Paths, variables: Mapping[str, str]) -> str:
    """Lines for a POSIX shell, which take back what a local run or another account has left in it."""
    local = environment.backend_url(paths)
    return "\n".join(
        [
            f'case "${{PULUMI_BACKEND_URL-}}" in {shlex.quote(local)}) unset {" ".join(environment.LOCAL)} ;; esac',
            f"unset {' '.join(environment.SIGN_IN)}",
            # where Docker's clients find the credential helper
            *environment.path_lines([str(paths.venv / "bin")]),
            *(f"export {name}={shlex.quote(value)}" for name, value in variables.items()),
            "",
        ]
    )
