"""What was asked and answered in each phase: statements without literals, numbers, columns and states. No data."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devkit.accept.wire import SUCCESS

# what the local account answered, and what it answered besides where the provider's own plugin asked
EXPECTED = Path(__file__).with_name("transcript.json")
PLUGINS = Path(__file__).with_name("transcript-plugin.json")
_BETWEEN = "; "
_ABOUT = "What the local account answered, by `make accept`; docs/acceptance.md says how it is made anew."


@dataclass
class Seen:
    """All answers to one statement in one phase; `columns` is each set of columns, with their types."""

    count: int = 0
    outcomes: set[str] = field(default_factory=set)
    columns: set[tuple[tuple[str, str], ...]] = field(default_factory=set)
    states: dict[str, set[str]] = field(default_factory=dict)

    @property
    def refusals(self) -> set[str]:
        return self.outcomes - {SUCCESS}

    def as_json(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "outcomes": sorted(self.outcomes),
            "columns": [_BETWEEN.join(" ".join(column) for column in columns) for columns in sorted(self.columns)],
            "states": {column: sorted(found) for column, found in sorted(self.states.items())},
        }

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> "Seen":
        return cls(
            content["count"],
            set(content["outcomes"]),
            {tuple(_column(it) for it in columns.split(_BETWEEN)) for columns in content["columns"]},
            {column: set(found) for column, found in content["states"].items()},
        )


def _column(text: str) -> tuple[str, str]:
    name, _, type_ = text.rpartition(" ")
    return name, type_


@dataclass
class Phase:
    """`changes` counts the resources by what the engine did with them."""

    statements: dict[str, Seen] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)


@dataclass
class Transcript:
    """By the phases' names."""

    phases: dict[str, Phase] = field(default_factory=dict)

    def phase(self, name: str) -> Phase:
        return self.phases.setdefault(name, Phase())

    def anywhere(self, statement: str) -> Iterable[Seen]:
        """What is known of a statement, whatever the phase."""
        return [it.statements[statement] for it in self.phases.values() if statement in it.statements]

    def text(self) -> str:
        phases = {
            name: {
                "changes": dict(sorted(phase.changes.items())),
                "statements": {text: seen.as_json() for text, seen in sorted(phase.statements.items())},
            }
            for name, phase in self.phases.items()
        }
        return json.dumps({"about": _ABOUT, "phases": phases}, indent=1, ensure_ascii=False) + "\n"

    def without(self, known: "Transcript") -> "Transcript":
        """The statements that the other one does not have in the same phase."""
        found = {
            name: {text: seen for text, seen in phase.statements.items() if text not in known.phase(name).statements}
            for name, phase in self.phases.items()
        }
        return Transcript({name: Phase(statements) for name, statements in found.items() if statements})

    def add(self, other: "Transcript") -> None:
        """Statements that this one does not have."""
        for name, phase in other.phases.items():
            ours = self.phase(name).statements
            ours.update({text: seen for text, seen in phase.statements.items() if text not in ours})

    @classmethod
    def expected(cls) -> "Transcript":
        """What clients may be answered, whichever plugin asks."""
        found = cls.read(EXPECTED)
        found.add(cls.read(PLUGINS))
        return found

    @classmethod
    def read(cls, path: Path) -> "Transcript":
        phases = json.loads(path.read_text(encoding="utf-8"))["phases"]
        return cls(
            {
                name: Phase(
                    {text: Seen.of_json(seen) for text, seen in content["statements"].items()}, content["changes"]
                )
                for name, content in phases.items()
            }
        )
