"""What a rule is, and how it says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from milvus_policies.resources import Resource

Config = Mapping[str, Any]


@dataclass(frozen=True)
class _Rule:
    """`settings` are what the pack's configuration may say of it: a JSON schema each, with a default."""

    name: str
    description: str
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, kw_only=True)

    @property
    def defaults(self) -> Config:
        return {name: schema["default"] for name, schema in self.settings.items()}


@dataclass(frozen=True)
class ResourceRule(_Rule):
    """Of one resource, by its inputs: what is wrong with it, a text each."""

    check: Callable[[Resource, Config], Iterable[str]]


@dataclass(frozen=True)
class StackRule(_Rule):
    """Of all resources, by their outputs: which is wrong, and what with it."""

    check: Callable[[Sequence[Resource], Config], Iterable[tuple[Resource, str]]]


def violation(subject: str, got: str, allowed: str, to_do: str) -> str:
    return f"{subject}: {got}; allowed: {allowed}. To do: {to_do}"
