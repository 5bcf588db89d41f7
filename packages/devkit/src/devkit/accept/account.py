"""Statements that the run sends itself, as who deploys: the program signs in for them, in a process of its own."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devkit.context import Context
from devkit.errors import ToolchainError

Row = dict[str, Any]


@dataclass(frozen=True)
class AccountStatements:
    """`variables` say where the account is and who signs in."""

    context: Context
    variables: Mapping[str, str] = field(repr=False)

    def ask(self, *statements: str) -> list[list[Row]]:
        """The rows of each, with column names in lower case. Raises ToolchainError for the first that is refused."""
        paths = self.context.paths
        done = subprocess.run(
            [paths.python, "-m", "components.statements"],
            cwd=paths.root,
            env=dict(self.variables),
            input=json.dumps(statements),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ToolchainError((done.stderr.strip().splitlines() or ["components.statements failed"])[-1])
        found: list[list[Row]] = json.loads(done.stdout)
        return found
