"""The engine's command line on one stack, for programs beside the stack's own."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from components.deployment import Deployment
from components.stack_file import StackFile


class EngineError(Exception):
    """A command of the engine that failed, in its own words; none of them has a secret."""


@dataclass(frozen=True)
class Engine:
    """`directory` is the project's; everything else is of the environment, as for `pulumi` by hand."""

    stack: str
    directory: Path

    def ask(self, *arguments: str, stdin: str = "") -> str:
        """The output of a short command on the stack. Raises EngineError."""
        return self._run(*arguments, "--stack", self.stack, stdin=stdin)

    def _run(self, *arguments: str, stdin: str = "") -> str:
        command = ["pulumi", *arguments, "--non-interactive", "--color=never"]
        try:
            done = subprocess.run(command, cwd=self.directory, input=stdin, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise EngineError("pulumi is not on PATH. To do: install it, or use make") from None
        if done.returncode:
            raise EngineError(re.sub(r"^error: ", "", (done.stderr or done.stdout).strip()))
        return done.stdout

    def export(self) -> Deployment:
        """The stack's state, secrets encrypted."""
        return Deployment.parse(self.ask("stack", "export"))

    def take(self, deployment: Deployment) -> None:
        """Make this the stack's state."""
        self.ask("stack", "import", stdin=deployment.text())

    def refresh(self, urns: Sequence[str]) -> None:
        """Look what became of these alone."""
        targets = (part for urn in urns for part in ("--target", urn))
        self.ask("refresh", "--yes", "--skip-preview", "--skip-pending-creates", *targets)

    def configuration(self) -> StackFile:
        """With its secrets, opened in memory alone."""
        entries = json.loads(self.ask("config", "--json", "--show-secrets"))
        hidden = frozenset(key for key, it in entries.items() if it.get("secret"))
        return StackFile({key: str(it.get("value", "")) for key, it in entries.items()}, hidden)

    def full_name(self) -> str:
        """`<organization>/<project>/<stack>`."""
        return self.ask("stack", "--show-name", "--fully-qualify-stack-names").strip()

    def state_url(self) -> str:
        """Where the state is kept."""
        return str(json.loads(self._run("whoami", "--verbose", "--json"))["url"])
