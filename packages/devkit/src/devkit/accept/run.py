"""What the phases work with, and what they share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from devkit.accept import outcomes, own_stack
from devkit.accept.account import AccountStatements
from devkit.accept.inventory import GRANTS, KINDS, Inventory
from devkit.accept.outcomes import PhaseError
from devkit.accept.recorder import Recorder
from devkit.console import Step
from devkit.pulumi import Pulumi

Changes = dict[str, int]
YES = ("--yes", "--skip-preview")
SAME = "same"


@dataclass
class Run:
    """`pulumi` is the engine on the run's own stack, once there is one; `notebook` the program that runs a notebook."""

    step: Step
    account: AccountStatements
    recorder: Recorder
    prefix: str
    notebook: str | None
    before: Inventory = field(default_factory=Inventory)
    stack: Pulumi | None = None

    @property
    def pulumi(self) -> Pulumi:
        if self.stack is None:
            raise PhaseError("there is no stack yet")
        return self.stack

    def engine(self, *arguments: str) -> dict[str, int]:
        """What it did, or would do, with how many resources. Raises PhaseError."""
        lines: list[str] = []
        if self.pulumi.show(self.step, *arguments, "--non-interactive", "--color=never", lines=lines):
            raise PhaseError(f"pulumi {arguments[0]}: {outcomes.error(lines)}")
        return outcomes.changes(lines)

    def unchanged(self, *arguments: str) -> dict[str, int]:
        """The same, of what is to change nothing."""
        found = self.engine(*arguments)
        if found.keys() - {SAME}:
            raise PhaseError(f"pulumi {arguments[0]} has changes where none are expected: {words(found)}")
        return found

    def changed(self, *arguments: str) -> dict[str, int]:
        """The same, of what is to change something."""
        found = self.engine(*arguments)
        if not found.keys() - {SAME}:
            raise PhaseError(f"pulumi {arguments[0]} sees no change where one is expected")
        return found

    def resource(self, type_: str) -> dict[str, Any] | None:
        """The outputs of the stack's first one of a type of the snowflake provider's."""
        found = (it for it in own_stack.state(self.pulumi) if it["type"].endswith(f":{type_}"))
        return next((dict(it["outputs"]) for it in found), None)

    def inventory(self) -> Inventory:
        kinds = (*KINDS, GRANTS)
        return Inventory.of(dict(zip(kinds, self.account.ask(*(f"SHOW {it}" for it in kinds)), strict=True)))


def words(changes: dict[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(changes.items())) or "none"


def names(things: Sequence[object], most: int = 12) -> str:
    """The first of them."""
    more = f" and {len(things) - most} more" if len(things) > most else ""
    return ", ".join(str(it) for it in things[:most]) + more
