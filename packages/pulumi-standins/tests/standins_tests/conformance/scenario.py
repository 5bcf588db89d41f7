"""The life of a resource, or of several, step by step, as its file says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from spcs_local_tests.running import RunningAccount, run

SCENARIOS = Path(__file__).parent / "scenarios"
OUTSIDE, AS = "outside", "as"


@dataclass(frozen=True)
class Step:
    """What happens to a resource of that type."""

    name: str
    type: str
    what: str
    value: Any

    @property
    def resource(self) -> dict[str, str]:
        """What every request about it says."""
        token = token_of(self.type)
        return {"urn": f"urn:pulumi:local::milvus-spcs::{token}::it", "name": "it", "type": token}


@dataclass(frozen=True)
class Scenario:
    """`given` are the administrator's statements, `experiments` the plugin's that are enabled. Each step has one key,
    what happens, and its value; `as` says of which type the resources are from there on."""

    type: str
    given: list[str]
    steps: list[dict[str, Any]]
    role: str = "ACCOUNTADMIN"
    experiments: list[str] = field(default_factory=list)

    @classmethod
    def load(cls, type_: str) -> Scenario:
        return cls(**yaml.safe_load((SCENARIOS / f"{type_}.yaml").read_text(encoding="utf-8")))

    @property
    def token(self) -> str:
        return token_of(self.type)

    def numbered(self) -> Iterator[Step]:
        type_ = self.type
        for number, step in enumerate(self.steps, 1):
            ((what, value),) = step.items()
            if what == AS:
                type_ = value
            else:
                yield Step(f"{number} {what}", type_, what, value)


def token_of(type_: str) -> str:
    return f"snowflake:index/{type_}:{type_[0].upper()}{type_[1:]}"


def names() -> list[str]:
    return sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


def made_of() -> list[str]:
    """Those in which a resource is made."""
    return [name for name in names() if any("create" in step for step in Scenario.load(name).steps)]


def types() -> list[str]:
    """Those of one resource type's whole life."""
    return [name for name in made_of() if Scenario.load(name).type == name]


def administer(account: RunningAccount, statements: list[str]) -> None:
    """What somebody else does, before the resource or meanwhile."""
    run(account.connect(role="ACCOUNTADMIN"), *statements)
