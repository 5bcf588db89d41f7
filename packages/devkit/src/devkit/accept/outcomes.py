"""How a phase went, in a sentence that anybody may read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from devkit.errors import ToolchainError

PASSED, FAILED, SKIPPED, NOT_RUN, INTERRUPTED = "passed", "failed", "skipped", "not run", "interrupted"
SENTENCE_LENGTH = 400
# of the engine's summary: "+ 61 created", "~ 1 to update", "60 unchanged"
_CHANGE = re.compile(r"(\d+) (?:to )?(create|update|delete|replace|unchanged)")
_LITERAL = re.compile(r"'[^']*'")


class SkippedPhaseError(Exception):
    """A phase that this stack or account has nothing for; the text says why."""


class PhaseError(ToolchainError):
    """What went otherwise than it should, in a sentence."""


@dataclass
class Outcome:
    """`changes` counts the resources by what the engine did with them."""

    phase: str
    result: str = NOT_RUN
    seconds: float = 0.0
    said: str = ""
    changes: dict[str, int] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return self.result in (PASSED, SKIPPED)


@dataclass(frozen=True)
class Redaction:
    """Takes out what nobody may read."""

    secrets: Iterable[str] = field(repr=False)

    def of(self, text: str) -> str:
        for secret in self.secrets:
            # of a key, each line
            for part in secret.splitlines():
                text = text.replace(part, "***") if len(part) > 3 else text
        return text

    def sentence(self, text: str) -> str:
        """Of an error: no literal of a statement, and no longer than it has to be."""
        return " ".join(_LITERAL.sub("'?'", self.of(text)).split())[:SENTENCE_LENGTH]


def changes(lines: Sequence[str]) -> dict[str, int]:
    """By the engine's summary, which ends its output."""
    begins = max((at for at, line in enumerate(lines) if line.strip() == "Resources:"), default=len(lines))
    found = (match for line in lines[begins:] for match in _CHANGE.finditer(line))
    return {"same" if match[2] == "unchanged" else match[2]: int(match[1]) for match in found}


def error(lines: Sequence[str]) -> str:
    """The first that the engine's diagnostics name, with all of its lines; of a traceback, with what was raised."""
    found = (line.partition("error:")[2].strip() for line in lines if "error:" in line)
    said = next((it for it in found if it), None)
    if said is None:
        return next((it.strip() for it in reversed(lines) if it.strip()), "no output")
    # while a resource is worked on, the engine shows the first line alone
    begins = next((at for at, line in enumerate(lines) if line.strip() == f"error: {said}"), len(lines))
    stripped = (line.strip() for line in lines[begins + 1 :])
    more = list(takewhile(lambda it: it and not it.startswith("error:"), stripped))
    return " ".join([said, *(more[-1:] if more and more[0].startswith("Traceback") else more)])
