"""Terraform or OpenTofu with Snowflake's provider, which makes the same objects as the stack: what it is measured by.

Nothing is obtained for it: `tofu` or `terraform` is on PATH, and the provider where that finds it, in a filesystem
mirror or by its registry.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devkit.errors import ToolchainError

CONFIGURATION = Path(__file__).with_name("terraform")
COMMANDS = {"tofu": "OpenTofu", "terraform": "Terraform"}
PROVIDER = re.compile(r"/snowflakedb/snowflake$")
PARALLELISM = 10  # its own default
PATIENCE = 180  # seconds in which the provider is found, or it is not there
QUIET = ("-input=false", "-no-color")
VARIABLES = "measured.tfvars.json"


@dataclass(frozen=True)
class Peer:
    """`environment` is what it gets besides the account's variables."""

    command: Path
    name: str
    version: str
    provider: str
    parallelism: int = PARALLELISM

    def __str__(self) -> str:
        return f"{self.name} {self.version} with provider {self.provider}, parallelism {self.parallelism}"

    def prepared(self, program: str, directory: Path, variables: Mapping[str, Any]) -> Path:
        """A directory with the program's configuration and these variables, which are for its owner alone."""
        root = directory / CONFIGURATION.name / program
        shutil.copytree(CONFIGURATION, root.parent)
        (root / VARIABLES).touch(mode=0o600)
        (root / VARIABLES).write_text(json.dumps(variables), encoding="utf-8")
        _run(self.command, root, os.environ, "init", "-backend=false")
        return root

    def run(self, root: Path, environment: Mapping[str, str], verb: str, *options: str) -> None:
        """One of its commands that reads the configuration; an exit code other than 0 is an error with all it said."""
        approved = () if verb == "plan" else ("-auto-approve",)
        given = (f"-var-file={VARIABLES}", f"-parallelism={self.parallelism}", *approved, *options)
        _run(self.command, root, environment, verb, *given)


def find(parallelism: int = PARALLELISM) -> Peer:
    """The one on PATH. Raises ToolchainError, with what is missing."""
    command = next((found for name in COMMANDS if (found := shutil.which(name))), None)
    if command is None:
        raise ToolchainError("neither tofu nor terraform is on PATH")
    with tempfile.TemporaryDirectory(prefix="milvus-spcs-peer-") as directory:
        root = Path(directory) / CONFIGURATION.name / "guide"
        shutil.copytree(CONFIGURATION, root.parent)
        _run(Path(command), root, os.environ, "init", "-backend=false")
        said = json.loads(_run(Path(command), root, os.environ, "version", "-json"))
    provider = next(version for name, version in said["provider_selections"].items() if PROVIDER.search(name))
    return Peer(Path(command), COMMANDS[Path(command).name], said["terraform_version"], provider, parallelism)


def _run(command: Path, root: Path, environment: Mapping[str, str], verb: str, *options: str) -> str:
    flags = () if verb == "version" else QUIET
    # it asks its maker for newer versions else
    variables = {**environment, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    try:
        done = subprocess.run(
            [command, verb, *flags, *options], cwd=root, env=variables, capture_output=True, text=True, check=False,
            timeout=PATIENCE if verb == "init" else None,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ToolchainError(f"{command.name} {verb} found no provider in {PATIENCE} s") from None
    if done.returncode:
        raise ToolchainError(f"{command.name} {verb} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
