"""What a provider answers, apart from the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pulumi_standins.provider.difference import Difference
from pulumi_standins.provider.values import Properties


class ProviderError(Exception):
    """What the user has to know, in one message without secrets."""


class PartialError(ProviderError):
    """The object exists, but is not as it should be: the engine keeps its id, so that it is mended or removed."""

    def __init__(self, message: str, id_: str, outputs: Properties, inputs: Properties | None = None) -> None:
        super().__init__(message)
        self.id = id_
        self.outputs = outputs
        self.inputs = inputs or {}


@dataclass(frozen=True)
class Checked:
    inputs: Properties
    failures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """A resource as it is. `id` is empty where the resource is gone."""

    id: str
    outputs: Properties = field(default_factory=dict)
    inputs: Properties = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """The resource that a call is about."""

    urn: str
    token: str
    id: str = ""


class Provider(Protocol):
    version: str

    def schema(self) -> str: ...

    def check_config(self, inputs: Properties) -> Checked: ...

    def diff_config(self, olds: Properties, news: Properties) -> Difference: ...

    def configure(self, inputs: Properties) -> None: ...

    def check(self, target: Target, news: Properties, olds: Properties | None = None) -> Checked:
        """`olds` are the inputs that the state holds, where there are some."""

    def diff(self, target: Target, olds: State, news: Properties) -> Difference: ...

    def create(self, target: Target, inputs: Properties, *, preview: bool) -> State: ...

    def read(self, target: Target, old: State) -> State: ...

    def update(self, target: Target, olds: State, news: Properties, *, preview: bool) -> Properties: ...

    def delete(self, target: Target, old: State) -> None: ...

    def cancel(self) -> None: ...

    def close(self) -> None: ...
