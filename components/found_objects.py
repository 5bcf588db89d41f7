"""Names that a run would give and that something in the account has already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.account_objects import ObjectName
from components.comments import MADE_BY, stack_comment
from components.existing_names import FORM
from components.new_resources import Made, WatchedResource
from components.problems import Problem
from components.recorded_state import Recorded
from components.session import Row
from components.settings_table import Table


@dataclass(frozen=True)
class FoundObject:
    """One that has the name of an object that the run makes; `row` is what SHOW tells of it."""

    watched: WatchedResource
    made: Made
    name: ObjectName
    row: Row

    @property
    def problem(self) -> Problem:
        """Told apart by the comment: left by this stack, made by another, or by somebody else."""
        comment, owner = (str(self.row.get(column) or "") for column in ("comment", "owner"))
        if comment == stack_comment():
            return self._left_behind()
        owned = f", owned by {owner}" if owner else ""
        maker = f"made by {comment}" if comment.startswith(MADE_BY) else "not made by this stack"
        command = f"make import-file STACK={pulumi.get_stack()}, docs/taking-over.md"
        take = "" if comment.startswith(MADE_BY) else f"take it over ({command}), "
        return Problem(
            str(self.name),
            f"there already{owned} and {maker}",
            "a name that nothing has",
            f"{take}choose another ({self._settings}), {self._use}or drop what is there",
        )

    @property
    def _settings(self) -> str:
        """That could name it otherwise."""
        keys = ", ".join(setting.key for setting in self.made.named_by)
        prefixed = any(setting.prefixed for setting in self.made.named_by)
        return f"{keys}, or {Table.NAME_PREFIX.key} for all names" if prefixed else keys

    @property
    def _use(self) -> str:
        """How the stack takes it as it is, where it can."""
        may_exist = any(setting.may_exist for setting in self.made.named_by)
        return f"give it as {FORM} to use it as it is, " if may_exist else ""

    def _left_behind(self) -> Problem:
        stack = pulumi.get_stack()
        return Problem(
            str(self.name),
            "there already, made by this stack, and not in its state",
            "what is in the state, or a name that nothing has",
            f"make heal STACK={stack}, where a run was killed; make import-file STACK={stack}, where the state was "
            "lost (docs/recovery.md, docs/taking-over.md)",
        )


async def problems_of_names(found: Sequence[FoundObject], recorded: Recorded) -> list[Problem]:
    """Of objects but those that the stack has recorded: these the run makes anew, and drops before."""
    return [it.problem for it in found if recorded.get(await it.watched.urn(), {}).get("name") != it.name.parts[-1]]
