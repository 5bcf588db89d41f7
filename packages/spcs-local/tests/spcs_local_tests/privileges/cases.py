"""The cases of privileges.yaml, read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).parents[1] / "privileges.yaml"
ALLOWED = "allowed"
_ERROR = re.compile(r"(\d{6}) \(([0-9A-Z]{5})\)")
Outcome = tuple[int, str] | None  # number and SQLSTATE; None: allowed


@dataclass(frozen=True, kw_only=True)
class Case:
    """One statement of one role, and what comes of it."""

    key: str
    statement: str
    source: str
    outcome: Outcome
    confirmed: bool
    role: str = "ACTOR"
    holds: tuple[str, ...] = ()
    secondary: tuple[str, ...] | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()  # by the administrator, once the session has its role
    then: str | None = None  # whose answer is looked at instead, as the administrator
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    asks: str | None = None  # likewise, as the role itself
    service: str | None = None  # the service whose own user speaks
    under_way: str | None = None  # the user in whose session, THE_SESSION, a statement waits, in warehouse MILL
    only: str | None = None
    why: str = ""

    @property
    def local(self) -> bool:
        """Whether it is for the local account alone."""
        return self.only == "local" or self.service is not None or self.under_way is not None

    @property
    def told(self) -> str:
        """For a reader: who says what."""
        if self.service is not None:
            return f"the service {self.service}: {self.statement}"
        held = f" with {'; '.join(self.holds)}" if self.holds else ""
        second = f" and, as secondary role, {'; '.join(self.secondary)}" if self.secondary else ""
        return f"{self.role}{held}{second}: {self.statement}"


@dataclass(frozen=True)
class Book:
    """The whole file."""

    names: tuple[str, ...]
    once: tuple[str, ...]
    world: tuple[str, ...]
    teardown: tuple[str, ...]
    end: tuple[str, ...]
    cases: tuple[Case, ...]


def load(path: Path = PATH) -> Book:
    """Read the file; a key that is not known is an error."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    names, once, world, teardown, end = (
        tuple(content[name]) for name in ("names", "once", "world", "teardown", "finally")
    )
    return Book(names, once, world, teardown, end, tuple(_cases(content["rules"])))


def spelled(outcome: Outcome) -> str:
    """An outcome as the file has it."""
    return ALLOWED if outcome is None else f"{outcome[0]:06d} ({outcome[1]})"


def _cases(rules: list[dict[str, Any]]) -> Iterator[Case]:
    counts: dict[str, int] = {}
    for rule in rules:
        _known(rule, {"statement", "source", "given", "cases"})
        statement = rule["statement"]
        for entry in rule["cases"]:
            counts[statement] = counts.get(statement, 0) + 1
            yield _case(f"{statement} #{counts[statement]}", rule, entry)


def _case(key: str, rule: Mapping[str, Any], entry: Mapping[str, Any]) -> Case:
    known = {field.name for field in fields(Case)} - {"key", "statement", "source"}
    _known(entry, known)
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    # what is given is what ACTOR holds; another role has what it has
    given = tuple(rule.get("given", ())) if "role" not in entry else ()
    return Case(
        key=key,
        statement=rule["statement"],
        source=rule["source"],
        **(values | {"outcome": _outcome(entry["outcome"]), "holds": (*given, *values.get("holds", ()))}),
    )


def _outcome(text: str) -> Outcome:
    if text == ALLOWED:
        return None
    match = _ERROR.fullmatch(text)
    if match is None:
        raise ValueError(f"outcome {text!r}: expected {ALLOWED!r} or an error as '003001 (42501)'")
    return int(match.group(1)), match.group(2)


def _known(entry: Mapping[str, Any], known: set[str]) -> None:
    unknown = set(entry) - known
    if unknown:
        raise ValueError(f"{entry}: unknown key {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}")
