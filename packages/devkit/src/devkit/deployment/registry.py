"""The registry's sign-in of a job: its token does not live until images are pushed, a session does."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from devkit.deployment.identity import WORKLOAD_IDENTITY
from devkit.errors import ToolchainError


@contextlib.contextmanager
def signed_in(directory: Path, stack: str, variables: Mapping[str, str]) -> Iterator[None]:
    """As by `make registry-login`, and out again. Who signs in by what lasts has done so once, and stays."""
    if variables.get("SNOWFLAKE_AUTHENTICATOR") != WORKLOAD_IDENTITY:
        yield
        return
    if _run(directory, stack, variables):
        raise ToolchainError("there is no session for the image registry; why is above")
    try:
        yield
    finally:
        _run(directory, stack, variables, "--remove")


def _run(directory: Path, stack: str, variables: Mapping[str, str], *options: str) -> int:
    line = [sys.executable, "-m", "components.registry_login", "--stack", stack, *options]
    # their output is not that of the command
    return subprocess.run(line, cwd=directory, env=dict(variables), stdout=sys.stderr, check=False).returncode
