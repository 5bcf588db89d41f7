"""What the jobs do, each by itself and safe to repeat."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from devkit.console import Console
from devkit.context import Context
from devkit.deployment import identity, registry
from devkit.errors import ToolchainError
from devkit.preview_diff import policies, steps
from devkit.preview_diff.engine import Engine
from devkit.preview_diff.policies import Policies
from devkit.pull_request.report import DEPLOYMENT, DRIFT, Report, Resource
from devkit.pulumi import Pulumi

# what others have changed is seen, and put back
REFRESH = "--refresh"
_SHORT = 12


@dataclass(frozen=True)
class Jobs:
    """Of one stack, by the program in the context's clone; `variables` are the environment."""

    context: Context
    stack: str
    variables: Mapping[str, str] = field(repr=False)

    def preview(self) -> Report:
        """What an update would do now."""
        with self._signed_in() as variables:
            return self._preview(variables, DEPLOYMENT)

    def up(self, approved: Report | None) -> int:
        """The exit code of the update. What was approved, it does not go beyond. Raises ToolchainError."""
        step = self.context.step("deploy")
        with self._signed_in() as first:
            if approved is not None:
                step.say("is there anything that was not approved?")
                _hold(approved, self._preview(first, DEPLOYMENT))
            with self._tokens() as variables:
                step.say("pulumi up")
                held = self._policies().options()
                return Pulumi(self.context, variables).show(step, "up", "--yes", "--skip-preview", REFRESH, *held)

    def drift(self) -> Report:
        """What an update would put back. Raises ToolchainError where one is under way."""
        with self._signed_in() as variables:
            pulumi = Pulumi(self.context, variables)
            before = pulumi.ask_json("stack", "export")
            found = self._preview(variables, DRIFT)
            if found.is_anything:
                self._at_rest(before, pulumi.ask_json("stack", "export"))
                return replace(found, notes=tuple(self._undeployed(pulumi)))
            return found

    @property
    def _console(self) -> Console:
        return self.context.console

    @property
    def _directory(self) -> Path:
        return self.context.paths.root

    def _policies(self) -> Policies:
        return Policies.of(self._directory, self.stack.rpartition("/")[2])

    def _tokens(self) -> AbstractContextManager[dict[str, str]]:
        return identity.signed_in(self._console, {**self.variables, "PULUMI_STACK": self.stack})

    @contextlib.contextmanager
    def _signed_in(self) -> Iterator[dict[str, str]]:
        """To the account, and to its registry for as long as the job takes."""
        with self._tokens() as variables, registry.signed_in(self._directory, self.stack, variables):
            yield variables

    def _preview(self, variables: Mapping[str, str], kind: str) -> Report:
        self._console.say(kind, f"pulumi preview {REFRESH} of {self.stack}")
        # what others have changed is told, whatever policies say of it
        asked = self._policies() if kind == DEPLOYMENT else None
        engine = Engine(self._directory, {**variables, **policies.VARIABLES})
        found = steps.read(engine.preview(REFRESH, asked=asked))
        commit = self._commit() or "no commit"
        return Report(
            stack=self.stack,
            base="",
            head=commit[:_SHORT],
            resources=() if found.refusal else found.resources,
            unchanged=0 if found.refusal else found.unchanged,
            refusal=found.refusal.replace(f"{self._directory}/", ""),
            notes=tuple(f"A policy warns: {it}" for it in found.warnings),
            kind=kind,
            violations=found.violations,
        )

    def _at_rest(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        if _pending(before) or _pending(after) or before != after:
            raise ToolchainError(
                f"an update of {self.stack} is under way, or was killed: what differs is no drift. To do: wait for it, "
                f"or make heal STACK={self.stack}"
            )

    def _undeployed(self, pulumi: Pulumi) -> Iterator[str]:
        """What has been merged and not deployed would be taken for drift."""
        (last,) = pulumi.ask_json("stack", "history", "--json", "--page", "1", "--page-size", "1") or [{}]
        deployed, commit = str(last.get("environment", {}).get("git.head", "")), self._commit()
        if deployed and commit and deployed != commit:
            yield (
                f"The last update was of {deployed[:_SHORT]}: what was committed from there to {commit[:_SHORT]} shows "
                "here as well."
            )

    def _commit(self) -> str:
        """That of the clone; empty where it is none."""
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=self._directory, capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""


def _hold(approved: Report, found: Report) -> None:
    if further := beyond(approved, found):
        raise ToolchainError(
            f"this was not in the preview that was approved: {', '.join(further)}. The account, its state or the "
            "program has changed since. To do: run all jobs again, for a new preview"
        )


def beyond(approved: Report, found: Report) -> list[str]:
    """Names of the resources to which something happens that was not approved; why, where all of it is refused."""
    if found.refusal or found.violations:
        return [*filter(None, [found.refusal]), *found.violations]
    known = set(approved.resources)
    return [_named(it) for it in found.resources if it not in known]


def _named(resource: Resource) -> str:
    return f"{resource.operation} {resource.name}"


def _pending(state: Mapping[str, Any]) -> bool:
    return bool(state["deployment"].get("pending_operations"))
