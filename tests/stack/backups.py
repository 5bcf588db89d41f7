"""The program of `make backup` and `make restore`, on a stack."""

from __future__ import annotations

import subprocess
import sys

from devkit import environment
from devkit.testing.engine import Engine


def backup(engine: Engine, *arguments: str, stack: str = environment.STACK, code: int = 0) -> str:
    """What it prints."""
    command = [sys.executable, "-m", "components.backup", "--stack", stack, *arguments]
    done = subprocess.run(
        command, cwd=engine.directory, env=engine.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout + done.stderr


def exported(said: str) -> tuple[str, str]:
    """The time of an export that it says it has made, and where it lies."""
    line = next(it for it in said.splitlines() if "whole, export, " in it)
    return line.split()[0], line.split(" in ")[1]
