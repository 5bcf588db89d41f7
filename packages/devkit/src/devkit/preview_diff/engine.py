"""The engine on a stack whose state, account and configuration are a preview's own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from devkit import environment
from devkit.errors import ToolchainError
from devkit.preview_diff import policies
from devkit.preview_diff.policies import Policies
from devkit.preview_diff.stack_file import Derived

_BEFORE = re.compile(r"^error: (?:Exception calling application: )?", re.MULTILINE)
_NO_NEWS = ("preview failed", "update failed")
VIOLATIONS = "violations"
# to the stand-in, and to the program, which asks Docker for nothing then
MADE_UP_IMAGES = {"PULUMI_STANDINS_MADE_UP_IMAGES": "true", "MILVUS_SPCS_MADE_UP_IMAGES": "true"}


@dataclass(frozen=True)
class Engine:
    """In the directory of the program. `variables` are the engine's environment."""

    directory: Path
    variables: Mapping[str, str]

    def at(self, directory: Path) -> Engine:
        """The same stack, for another program with a configuration of its own."""
        file = {"PULUMI_OPTION_CONFIG_FILE": str(configuration(directory))}
        return replace(self, directory=directory, variables={**self.variables, **file})

    def init(self) -> str:
        """Make the stack; returns the salt of its secrets, which the command leaves in a file of its own naming."""
        left = self.directory / f"Pulumi.{environment.STACK}.yaml"
        left.unlink(missing_ok=True)
        self._must("stack", "init", environment.STACK)
        return str(yaml.safe_load(left.read_text())["encryptionsalt"])

    def configure(self, derived: Derived, salt: str) -> None:
        file = configuration(self.directory)
        # JSON is YAML
        file.write_text(json.dumps({"encryptionsalt": salt, "config": dict(derived.plain)}, indent=1))
        secrets = [part for path, value in derived.secrets.items() for part in ("--secret", f"{path}={value}")]
        if secrets:
            self._must("config", "set-all", "--path", *secrets)

    def up(self) -> str:
        """Why it fails, else nothing."""
        done = self._run("up", "--yes", "--skip-preview", "--json")
        return said(_diagnostics(done.stdout)) or done.stderr.strip() if done.returncode else ""

    def without_protection(self, state: Path, copy: Path) -> Engine:
        """The same on a copy of the state, in which nothing is protected; nor is anything by the configuration."""
        shutil.copytree(state, copy)
        lifted = replace(self, variables={**self.variables, "PULUMI_BACKEND_URL": f"file://{copy}?metadata=skip"})
        lifted._must("state", "unprotect", "--all", "--yes")
        lifted._must("config", "set", "protect", "false")
        return lifted

    def preview(self, *options: str, asked: Policies | None = None) -> dict[str, Any]:
        """As the engine says it, with what violates the policies that are asked."""
        with tempfile.NamedTemporaryFile(prefix="milvus-spcs-events-") as log:
            pack = asked.logged(Path(log.name)) if asked else ()
            done = self._run("preview", "--json", "--show-sames", *options, *pack)
            events = policies.events(log.read().decode())
        try:
            return {**json.loads(done.stdout), VIOLATIONS: events}
        except ValueError:
            raise ToolchainError(f"pulumi preview says no JSON: {(done.stderr or done.stdout).strip()}") from None

    def _must(self, *arguments: str) -> None:
        done = self._run(*arguments)
        if done.returncode:
            raise ToolchainError(f"pulumi {' '.join(arguments[:2])} failed: {(done.stderr or done.stdout).strip()}")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color=never"],
            cwd=self.directory,
            env=dict(self.variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def said(diagnostics: Iterable[Mapping[str, Any]]) -> str:
    """Its errors, each once, without what the SDK and the engine put before the program's own words."""
    errors = [
        _BEFORE.sub("", str(it.get("message", ""))).strip() for it in diagnostics if it.get("severity") == "error"
    ]
    return "\n\n".join(it for it in dict.fromkeys(errors) if it not in _NO_NEWS)


def _diagnostics(events: str) -> list[Mapping[str, Any]]:
    """Of an update, which writes an event a line."""
    return [json.loads(line).get("diagnosticEvent") or {} for line in events.splitlines() if line.startswith("{")]


def configuration(directory: Path) -> Path:
    return directory / ".preview-diff.yaml"
