"""The policies of a program, which are asked at its preview."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DIRECTORY = "policies"
# without it the engine has no option for a log of its events
VARIABLES = {"PULUMI_DEBUG_COMMANDS": "true"}
_EVENT = "policyEvent"
_REFUSES = "mandatory"


@dataclass(frozen=True)
class Policies:
    """The pack of a program, and its configuration for a stack; neither where it has none."""

    pack: Path | None = None
    configuration: Path | None = None

    @classmethod
    def of(cls, program: Path, stack: str) -> Policies:
        """The configuration is named after the stack."""
        pack = program / DIRECTORY
        if not (pack / "PulumiPolicy.yaml").is_file():
            return cls()
        configuration = pack / f"{stack}.json"
        return cls(pack, configuration if configuration.is_file() else None)

    def options(self) -> list[str]:
        """Of an engine that is held to them."""
        if self.pack is None:
            return []
        configured = [f"--policy-pack-config={self.configuration}"] if self.configuration else []
        return [f"--policy-pack={self.pack}", *configured]

    def logged(self, log: Path) -> list[str]:
        """The same where they are to be read: it prints no violation as JSON, but its log has each."""
        return [*self.options(), f"--event-log={log}"] if self.pack else []


def events(log: str) -> list[Mapping[str, Any]]:
    """The violations in a log, which has an event a line."""
    return [found for line in log.splitlines() if (found := json.loads(line).get(_EVENT))]


def violations(found: Iterable[Mapping[str, Any]], *, refusing: bool) -> tuple[str, ...]:
    """Of those that refuse, or that warn, what each policy says; a run has another order each time."""
    told = {_told(it) for it in found if (it.get("enforcementLevel") == _REFUSES) is refusing}
    return tuple(sorted(told))


def _told(event: Mapping[str, Any]) -> str:
    """The first line of a message is the policy's description, the rest is what it says of a resource."""
    message = str(event.get("message", "")).strip()
    return f"{event.get('policyName')}: {message.partition(chr(10))[2] or message}"
