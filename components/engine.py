"""The engine's command line on one stack, for programs beside the stack's own."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.deployment import Deployment
from components.stack_file import StackFile

# The file backend writes a file with attributes beside the state, not at once as the state itself: killed then, the
# engine leaves it empty. https://gocloud.dev/howto/blob/#local
_EMPTY = "failed to load checkpoint: EOF"
_REMEDY = (
    "a killed engine has left an empty file beside the state. To do: find <directory of the state> -name '*.attrs' "
    "-empty -delete; and have the backend keep none: file://<directory>?metadata=skip"
)


class EngineError(Exception):
    """A command of the engine that failed, in its own words; none of them has a secret."""


@dataclass(frozen=True)
class Engine:
    """`directory` is the project's; everything else is of the environment, as for `pulumi` by hand."""

    stack: str
    directory: Path

    def ask(self, *arguments: str, stdin: str = "") -> str:
        """The output of a short command on the stack. Raises EngineError."""
        return _answer(self._run(*arguments, "--stack", self.stack, stdin=stdin))

    def preview(self, *arguments: str) -> dict[str, Any]:
        """What a run would do, secrets hidden. Raises EngineError with what stands in its way."""
        done = self._run("preview", "--json", *arguments, "--stack", self.stack)
        try:
            found: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            raise EngineError(_words(done.stderr or done.stdout)) from None
        if done.returncode:
            wrong = [it["message"] for it in found.get("diagnostics") or () if it["severity"] == "error"]
            raise EngineError("\n".join(map(_words, wrong)) or _words(done.stderr))
        return found

    def _run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = ["pulumi", *arguments, "--non-interactive", "--color=never"]
        try:
            return subprocess.run(command, cwd=self.directory, input=stdin, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise EngineError("pulumi is not on PATH. To do: install it, or use make") from None

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
        return str(json.loads(_answer(self._run("whoami", "--verbose", "--json")))["url"])


def _answer(done: subprocess.CompletedProcess[str]) -> str:
    if done.returncode:
        raise EngineError(_words(done.stderr or done.stdout))
    return done.stdout


def _words(message: str) -> str:
    """The engine's, with what to do where it does not say that itself."""
    said = re.sub(r"^error: ", "", message.strip())
    return f"{said}: {_REMEDY}" if _EMPTY in said else said
