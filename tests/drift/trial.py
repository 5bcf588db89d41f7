"""Somebody else changes one property of one resource: what a refresh sees, and what the update after it puts back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import snowflake.connector

from spcs_local_tests.running import Rows
from standins_tests.conformance.plugin import Plugin, Values
from tests.drift.changes import CHANGES, PARAMETERS_OF, Change, Never, Parameter, Way, Whole, name_of, sets
from tests.drift.resources import Held, properties

NO_CHANGE = "DIFF_NONE"


class Outcome(Enum):
    """Of a change by somebody else."""

    REPAIRED = "seen and put back"
    ANEW = "seen; the resource is made anew"
    WHOLE = "seen as gone, and made again"
    UNSEEN = "not seen"
    REFUSED = "the account refuses it"
    NEVER = "nobody can"


@dataclass(frozen=True)
class Result:
    """Of one property of one resource; `why` is the reason where nobody can change it, or the account's words."""

    resource: str
    type: str
    property: str
    outcome: Outcome
    why: str = ""


def way(type_: str, property_: str) -> Way:
    """How somebody else changes it. A KeyError where nothing says so."""
    known = CHANGES[type_]
    return known[property_] if property_ in known or type_ not in PARAMETERS_OF else Parameter()


@dataclass
class Trial:
    """With a plugin of one role, on the resources that are of that role's provider."""

    plugin: Plugin
    cursor: Any
    _parameters: dict[str, Rows] = field(default_factory=dict)

    def results(self, resource: Held) -> Iterator[Result]:
        for name in properties(resource.type):
            outcome, why = self._result(resource, name)
            yield Result(resource.name, resource.type, name, outcome, why)

    def _result(self, resource: Held, name: str) -> tuple[Outcome, str]:
        found = way(resource.type, name)
        if isinstance(found, Never):
            return Outcome.NEVER, found.reason
        if isinstance(found, Whole):
            is_given = name in resource.inputs
            return (Outcome.WHOLE, "") if is_given else (Outcome.NEVER, "of another form of the resource")
        change = self._of_parameter(resource, name) if isinstance(found, Parameter) else found
        try:
            for statement in change.statements(resource.inputs):
                self.cursor.execute(statement)
        except snowflake.connector.errors.ProgrammingError as error:
            return Outcome.REFUSED, str(error.raw_msg).splitlines()[-1]
        try:
            return self._seen(resource), ""
        finally:
            for statement in change.undo(resource.inputs):
                self.cursor.execute(statement)

    def _of_parameter(self, resource: Held, name: str) -> Change:
        """To another value of its type."""
        kind = PARAMETERS_OF[resource.type]
        wanted = name.lower()
        self.cursor.execute(f"SHOW PARAMETERS IN {kind} {name_of(resource.inputs)}")
        for key, value, _default, _level, _description, type_ in self.cursor.fetchall():
            if key.replace("_", "").lower() == wanted:
                return sets(kind, f"{key} = {_other(key, type_, value)}")
        raise KeyError(f"{resource.type} has no parameter {name}: tests/drift/changes.py has to say what it is")

    def _seen(self, resource: Held) -> Outcome:
        """What a refresh, the preview after it, and the update do."""
        refreshed, difference = self._look(resource, resource.inputs, resource.outputs)
        if difference["changes"] == NO_CHANGE:
            return Outcome.UNSEEN
        if difference.get("replaces"):
            return Outcome.ANEW
        news = self._check(resource, refreshed["inputs"])
        updated = self._ask(
            resource,
            "Update",
            id=resource.id,
            olds=refreshed["properties"],
            news=news,
            old_inputs=refreshed["inputs"],
        )
        _, left = self._look(resource, news, updated["properties"])
        assert left["changes"] == NO_CHANGE, f"{resource.name}: the update leaves {left}"
        return Outcome.REPAIRED

    def _look(self, resource: Held, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> tuple[Values, Values]:
        """A refresh, and the preview after it."""
        read = self._ask(resource, "Read", id=resource.id, properties=dict(outputs), inputs=dict(inputs))
        news = self._check(resource, read["inputs"])
        difference = self._ask(
            resource, "Diff", id=resource.id, olds=read["properties"], news=news, old_inputs=read["inputs"]
        )
        return read, difference

    def _check(self, resource: Held, olds: Values) -> Values:
        checked: Values = self._ask(resource, "Check", olds=olds, news=dict(resource.program))["inputs"]
        return checked

    def _ask(self, resource: Held, method: str, **request: Any) -> Values:
        named = {"urn": resource.urn, "name": resource.name, "type": resource.token}
        answer = self.plugin.call(method, {**named, **request})
        assert "error" not in answer, f"{resource.name}: {method}: {answer['error']}"
        return answer


def _other(key: str, type_: str, value: str) -> str:
    """Another value of a parameter's type."""
    if key == "TIMEZONE":
        return "'Europe/Berlin'"  # the account knows which there are
    if type_ == "BOOLEAN":
        return "FALSE" if value == "true" else "TRUE"
    return str(int(value or 0) + 1) if type_ == "NUMBER" else "'OTHER'"
