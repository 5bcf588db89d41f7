"""Rights on what was there before that roles need and do not have."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from components.account_objects import ROLE, TAG, ObjectName
from components.account_privileges import EVERYBODYS, MANAGE_GRANTS, Inherited, Privilege, holders, is_true
from components.existing_rights import OWNERSHIP, Right
from components.problems import Problem
from components.session import Row
from components.sql import Existing

APPLY_TAG = Privilege("APPLY TAG")  # on the account: any tag, on any object


@dataclass(frozen=True)
class Granted:
    """What SHOW GRANTS tells of objects, and of the account."""

    on_objects: Mapping[ObjectName, Sequence[Row]]
    on_account: Sequence[Row]

    def known(self, right: Right) -> bool:
        """Whether the account told of it."""
        return right.on is None or right.on in self.on_objects

    def enough(self, right: Right, privilege: str) -> frozenset[str]:
        """Roles of which one is enough to be or to inherit."""
        if right.on is None:
            return holders(self.on_account, Privilege(privilege))
        rows = [row for row in self.on_objects[right.on] if row["granted_to"] == "ROLE"]
        found = frozenset(str(row["grantee_name"]) for row in rows if _is_enough(row, privilege, right))
        if right.on.kind == TAG:
            return found | holders(self.on_account, APPLY_TAG)
        return found | holders(self.on_account, MANAGE_GRANTS) if right.passed_on else found


def _is_enough(row: Row, privilege: str, right: Right) -> bool:
    if row["privilege"] == OWNERSHIP:
        return True
    return bool(row["privilege"] == privilege) and (not right.passed_on or is_true(row["grant_option"]))


async def problems_of_rights(rights: Collection[Right], granted: Granted, inherited: Inherited) -> list[Problem]:
    """One for each right that is lacking. `inherited` tells which of some roles a role inherits, and is asked of those
    alone that do not hold all by themselves."""
    by_role: dict[str, list[Right]] = {}
    for right in rights:
        if granted.known(right):
            by_role.setdefault(right.role, []).append(right)
    answers = await asyncio.gather(*(_of_role(role, some, granted, inherited) for role, some in by_role.items()))
    return [problem for answer in answers for problem in answer]


async def _of_role(role: str, rights: list[Right], granted: Granted, inherited: Inherited) -> list[Problem]:
    enough = {(right, name): granted.enough(right, name) for right in rights for name in right.privileges}
    itself = {role, EVERYBODYS}
    without = {key: roles for key, roles in enough.items() if not roles & itself}
    if not without:
        return []
    asked = frozenset().union(*without.values())
    having = await inherited(role, asked) if asked else asked
    lacking = {key for key, roles in without.items() if not roles & having}
    return [
        _problem(right, names)
        for right in rights
        if (names := [it for it in right.privileges if (right, it) in lacking])
    ]


def _problem(right: Right, lacking: list[str]) -> Problem:
    privileges, subject = ", ".join(lacking), f"role {right.role}"
    on = str(right.on or "the account")
    if right.on and right.on.kind == ROLE:
        return Problem(
            subject,
            f"not the owner of {on}, and without MANAGE GRANTS",
            "one that may give the role to the user whom the stack makes",
            "map this part to another role (milvus-spcs:roles.grants), or name a user who has the role already",
        )
    if right.passed_on:
        found = f"one that may not grant {privileges} on {on} to the roles of the stack"
        allowed = f"its owner, one that has this WITH GRANT OPTION, or one with {MANAGE_GRANTS}"
    elif isinstance(right.role, Existing):
        found = f"without {privileges} on {on}"
        allowed = "one that has it already: between what was there before the stack grants nothing"
    elif right.on and right.on.kind == TAG:
        found, allowed = f"without {privileges} on {on}", f"one that has it, or {APPLY_TAG} on the account"
    else:
        found, allowed = f"without {privileges} on {on}", "one that may put things into it"
    return Problem(
        subject, found, allowed, f"let an administrator run {statement(replace(right, privileges=tuple(lacking)))}"
    )


def statement(right: Right) -> str:
    """What gives the role the right."""
    on = right.on.sql if right.on else "ACCOUNT"
    option = " WITH GRANT OPTION" if right.passed_on else ""
    return f"GRANT {', '.join(right.privileges)} ON {on} TO ROLE {right.role}{option}"
