"""A resource's life, step by step, as its file says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.local.running import RunningAccount, run

SCENARIOS = Path(__file__).parent / "scenarios"
OUTSIDE = "outside"


@dataclass(frozen=True)
class Scenario:
    """`given` are the administrator's statements; each step has one key, what happens, and its value."""

    type: str
    given: list[str]
    steps: list[dict[str, Any]]
    role: str = "ACCOUNTADMIN"

    @classmethod
    def load(cls, type_: str) -> Scenario:
        return cls(**yaml.safe_load((SCENARIOS / f"{type_}.yaml").read_text(encoding="utf-8")))

    @property
    def token(self) -> str:
        return f"snowflake:index/{self.type}:{self.type[0].upper()}{self.type[1:]}"

    @property
    def resource(self) -> dict[str, str]:
        """What every request about it says."""
        return {"urn": f"urn:pulumi:local::milvus-spcs::{self.token}::it", "name": "it", "type": self.token}

    def numbered(self) -> Iterator[tuple[str, str, Any]]:
        """Each step with its name, what happens, and the value."""
        for number, step in enumerate(self.steps, 1):
            ((what, value),) = step.items()
            yield f"{number} {what}", what, value


def names() -> list[str]:
    return sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


def made_of() -> list[str]:
    """Those in which a resource is made."""
    return [name for name in names() if any("create" in step for step in Scenario.load(name).steps)]


def administer(account: RunningAccount, statements: list[str]) -> None:
    """What somebody else does, before the resource or meanwhile."""
    run(account.connect(role="ACCOUNTADMIN"), *statements)
