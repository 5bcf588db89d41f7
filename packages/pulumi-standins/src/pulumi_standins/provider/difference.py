"""What differs between two sets of properties, by path and kind as the engine shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pulumi_standins.provider.values import UNKNOWN, Properties, Value, reveal

ADD, DELETE, UPDATE = "ADD", "DELETE", "UPDATE"
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Difference:
    """`kinds` by property path; `replaces` holds the properties that only a new resource can have otherwise."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    replaces: frozenset[str] = frozenset()
    delete_before_replace: bool = False
    # what would stay the same even in a new resource
    stables: frozenset[str] = frozenset()
    # between inputs, and not between the state and the inputs
    of_inputs: bool = True

    @property
    def properties(self) -> list[str]:
        return sorted({root(path) for path in self.kinds})


def compare(
    olds: Properties,
    news: Properties,
    same: Callable[[str, Value, Value], bool] = lambda _name, old, new: bool(old == new),
) -> dict[str, str]:
    """The kind of change of each path. `same` tells, for a top-level property, that two values mean the same."""
    kinds: dict[str, str] = {}
    for name in sorted({*olds, *news}):
        if not name.startswith("__"):
            old, new = reveal(olds.get(name)), reveal(news.get(name))
            if new is UNKNOWN or not same(name, old, new):
                _compare(_key(name), old, new, kinds)
    return kinds


def root(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _compare(path: str, old: Value, new: Value, kinds: dict[str, str]) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            _compare(
                f"{path}.{key}" if _PLAIN_KEY.fullmatch(key) else f'{path}["{key}"]', old.get(key), new.get(key), kinds
            )
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            _compare(f"{path}[{index}]", _at(old, index), _at(new, index), kinds)
    elif old != new or new is UNKNOWN:
        kinds[path] = ADD if old is None else DELETE if new is None else UPDATE


def _key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) else f'["{name}"]'


def _at(items: list[Value], index: int) -> Value:
    return items[index] if index < len(items) else None
