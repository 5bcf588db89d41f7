"""What is wrong, gathered so that one message says all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class Problem:
    """One thing that cannot be used. `value` is None when it is missing; a secret's value is never put here."""

    subject: str
    value: str | None
    allowed: str
    remedy: str

    def __str__(self) -> str:
        got = "is missing" if self.value is None else f"is {self.value}"
        return f"{self.subject} {got}; allowed: {self.allowed}. To do: {self.remedy}."


def listed(head: str, lines: Sequence[object]) -> str:
    """A message with a line for each."""
    return "\n".join([head, *(f"  - {line}" for line in lines)])


class ProblemsError(pulumi.RunError):
    """Ends the program with the message alone. Subclasses say what there is one of, and what there are several of.
    `of_files` are lines about files, which are wrong as well."""

    ONE, SEVERAL = "thing", "things"

    def __init__(self, problems: Sequence[Problem], of_files: Sequence[str] = ()) -> None:
        self.problems = tuple(problems)
        count = f"1 {self.ONE} needs" if len(problems) == 1 else f"{len(problems)} {self.SEVERAL} need"
        message = listed(f"{count} attention; nothing was changed:", problems)
        super().__init__("\n".join([message, listed("and in files:", of_files)]) if of_files else message)


class SettingsError(ProblemsError):
    """Of the configuration, before a resource is registered."""

    ONE, SEVERAL = "setting", "settings"


class AccountError(ProblemsError):
    """Of the account as it is, before anything in it is made."""

    ONE, SEVERAL = "thing in the account", "things in the account"


class DeliveryError(AccountError):
    """Of the way that images take there alone."""

    ONE, SEVERAL = "thing about images", "things about images"
