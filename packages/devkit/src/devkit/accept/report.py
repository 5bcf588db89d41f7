"""The report of a run, in Markdown. Nothing in it is secret: statements have no literals, errors are redacted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from devkit.accept.comparing import Difference
from devkit.accept.outcomes import Outcome
from devkit.accept.run import words
from devkit.accept.transcript import Transcript

REMARKED = "More columns than there, other reads, other numbers of resources."


@dataclass(frozen=True)
class Report:
    """`about` is what the run was of."""

    about: dict[str, str]
    outcomes: Sequence[Outcome]
    transcript: Transcript
    differences: Sequence[Difference] = field(default=())

    @property
    def deviations(self) -> list[Difference]:
        return [it for it in self.differences if it.deviates]

    @property
    def remarks(self) -> list[Difference]:
        return [it for it in self.differences if not it.deviates]

    @property
    def is_well(self) -> bool:
        return not self.deviations and all(it.is_well for it in self.outcomes)

    def verdict(self) -> str:
        failed = [it.phase for it in self.outcomes if not it.is_well]
        phases = f"{len(failed)} phases did not pass ({', '.join(failed)})" if failed else "every phase passed"
        return f"{len(self.deviations)} deviations, {len(self.remarks)} remarks; {phases}."

    def text(self) -> str:
        lines = ["# Acceptance", "", self.verdict(), ""]
        lines += [f"- {name}: {value}" for name, value in self.about.items()]
        lines += ["", "## Phases", "", *self._phases(), "", "## Deviations", ""]
        lines += _differences(self.deviations) if self.deviations else ["None."]
        lines += [
            "",
            "## Remarks",
            "",
            REMARKED,
            "",
        ]
        lines += _differences(self.remarks) if self.remarks else ["None."]
        return "\n".join([*lines, ""])

    def _phases(self) -> list[str]:
        rows = ["| phase | result | seconds | statements | resources | |", "|---|---|---|---|---|---|"]
        for it in self.outcomes:
            seen = self.transcript.phases.get(it.phase)
            statements = sum(found.count for found in seen.statements.values()) if seen else 0
            cells = [it.phase, it.result, f"{it.seconds:.1f}", str(statements), words(it.changes), _cell(it.said)]
            rows.append(f"| {' | '.join(cells)} |")
        return rows


def _differences(found: Sequence[Difference]) -> list[str]:
    rows = ["| phase | statement | the local account | this account |", "|---|---|---|---|"]
    return rows + [
        f"| {it.phase} | `{_cell(it.statement)}` | {_cell(it.expected)} | {_cell(it.found)} |" for it in found
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")
