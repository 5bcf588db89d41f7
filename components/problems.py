"""What is wrong with the settings, gathered so that one message says all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class Problem:
    """One setting that cannot be used. `value` is None when it is missing; a secret's value is never put here."""

    subject: str
    value: str | None
    allowed: str
    remedy: str

    def __str__(self) -> str:
        got = "is missing" if self.value is None else f"is {self.value}"
        return f"{self.subject} {got}; allowed: {self.allowed}. To do: {self.remedy}."


class SettingsError(pulumi.RunError):
    """Ends the program with the message alone, before a resource is registered."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = "1 setting needs" if len(problems) == 1 else f"{len(problems)} settings need"
        lines = [f"{count} attention; nothing was changed:", *(f"  - {problem}" for problem in problems)]
        super().__init__("\n".join(lines))
