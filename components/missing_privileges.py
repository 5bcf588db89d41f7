"""Privileges on the account that a run needs and its roles do not have."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from components.account_privileges import Inherited, Privilege, holders
from components.new_resources import Need
from components.problems import Problem
from components.session import Row


async def problems_of_privileges(needs: Iterable[Need], grants: Sequence[Row], inherited: Inherited) -> list[Problem]:
    """What of the needs is not met. `inherited` tells which of some roles a role inherits, and is asked of those roles
    alone that do not hold all by themselves."""
    by_role: dict[str, list[Need]] = {}
    for need in dict.fromkeys(needs):
        by_role.setdefault(need.role, []).append(need)
    answers = await asyncio.gather(*(_unmet(role, some, grants, inherited) for role, some in by_role.items()))
    return [problem for unmet in answers for problem in _problems(unmet)]


async def _unmet(role: str, needs: list[Need], grants: Sequence[Row], inherited: Inherited) -> list[Need]:
    enough = {need: _enough(need, grants) for need in needs}
    without = [need for need in needs if role not in enough[need]]
    if not without:
        return []
    having = await inherited(role, frozenset().union(*(enough[need] for need in without)))
    return [need for need in without if not enough[need] & having]


def _enough(need: Need, grants: Sequence[Row]) -> frozenset[str]:
    """Roles of which one is enough to be or to inherit."""
    held = frozenset().union(*(holders(grants, privilege) for privilege in need.privileges))
    return held | {need.inherits} if need.inherits else held


def _problems(unmet: list[Need]) -> list[Problem]:
    """One for all privileges of a role, and one for each role that it would have to inherit."""
    lacking = [need for need in unmet if need.inherits is None]
    problems = [_without(lacking[0].role, [need.privileges[0] for need in lacking])] if lacking else []
    return problems + [_not_inheriting(need, need.inherits) for need in unmet if need.inherits]


def _without(role: str, privileges: list[Privilege]) -> Problem:
    printed = "make bootstrap-sql prints all that a deployer needs"
    if any(it.passed_on for it in privileges):
        printed += "; where the grant option is refused: docs/real-account.md"
    return Problem(
        f"role {role}",
        f"without {', '.join(map(str, privileges))} on the account",
        "a role that may make what this run makes",
        f"let ACCOUNTADMIN run {_grants(role, privileges)} ({printed})",
    )


def _grants(role: str, privileges: list[Privilege]) -> str:
    return "; ".join(
        f"GRANT {', '.join(names)} ON ACCOUNT TO ROLE {role}{option}"
        for passed_on, option in ((False, ""), (True, " WITH GRANT OPTION"))
        if (names := [it.name for it in privileges if it.passed_on is passed_on])
    )


def _not_inheriting(need: Need, other: str) -> Problem:
    nor = f", and without {', '.join(map(str, need.privileges))}" if need.privileges else ""
    return Problem(
        f"role {need.role}",
        f"without {other}, {need.why}{nor}",
        f"a role that inherits {other}, or {other} itself",
        f"GRANT ROLE {other} TO ROLE {need.role}, or map both parts to one role (milvus-spcs:roles)",
    )
