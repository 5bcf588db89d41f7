"""Rights on what was there before that are lacking."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from components import account_objects as kinds
from components.account_objects import ObjectName
from components.existing_rights import Right
from components.missing_rights import Granted, problems_of_rights
from components.problems import Problem
from components.session import Row
from components.sql import Existing

DATABASE, ROLE = ObjectName.of(kinds.DATABASE, "D"), ObjectName.of(kinds.ROLE, "R")
USES = Right("ME", ("USAGE", "CREATE SCHEMA"), DATABASE)
PASSES_ON = Right("ME", ("USAGE",), DATABASE, passed_on=True)
HAS = Right(Existing("OTHERS"), ("USAGE",), DATABASE)
BINDS = Right(Existing("OTHERS"), ("BIND SERVICE ENDPOINT",), None)
GIVES = Right("ME", ("OWNERSHIP",), ROLE, passed_on=True)


def row(privilege: str, role: str, *, option: bool = False, to: str = "ROLE") -> Row:
    return {"privilege": privilege, "granted_to": to, "grantee_name": role, "grant_option": str(option).lower()}


@dataclass
class Hierarchy:
    """What roles inherit, and of whom that was asked."""

    inherits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, role: str, roles: frozenset[str]) -> frozenset[str]:
        self.asked.append(role)
        return roles & self.inherits.get(role, frozenset())


def problems(
    right: Right, on: list[Row], on_account: list[Row] | None = None, hierarchy: Hierarchy | None = None
) -> list[Problem]:
    granted = Granted({DATABASE: on, ROLE: on}, on_account or [])
    return asyncio.run(_found(right, granted, hierarchy or Hierarchy()))


async def _found(right: Right, granted: Granted, hierarchy: Hierarchy) -> list[Problem]:
    return await problems_of_rights([right], granted, hierarchy)


@pytest.mark.parametrize(
    ("right", "on", "on_account"),
    [
        (USES, [row("USAGE", "ME"), row("CREATE SCHEMA", "ME")], []),
        (USES, [row("OWNERSHIP", "ME")], []),
        (USES, [row("USAGE", "PUBLIC"), row("CREATE SCHEMA", "ME")], []),
        (PASSES_ON, [row("OWNERSHIP", "ME")], []),
        (PASSES_ON, [row("USAGE", "ME", option=True)], []),
        (PASSES_ON, [], [row("MANAGE GRANTS", "ME")]),
        (HAS, [row("USAGE", "OTHERS")], []),
        (BINDS, [], [row("BIND SERVICE ENDPOINT", "OTHERS")]),
        (GIVES, [row("OWNERSHIP", "ME")], []),
        (GIVES, [], [row("MANAGE GRANTS", "ME")]),
    ],
)
def test_ask_nothing_more_of_a_role_that_has_all_itself(right: Right, on: list[Row], on_account: list[Row]) -> None:
    hierarchy = Hierarchy()
    assert problems(right, on, on_account, hierarchy) == []
    assert hierarchy.asked == []


@pytest.mark.parametrize("right", [USES, PASSES_ON, HAS, GIVES])
def test_what_is_inherited_counts(right: Right) -> None:
    on = [row("OWNERSHIP", "BELOW", option=True)]
    hierarchy = Hierarchy({right.role: frozenset({"BELOW"})})
    assert problems(right, on, [], hierarchy) == []
    assert problems(right, on) != []


@pytest.mark.parametrize(
    ("right", "on", "found", "remedy"),
    [
        (
            USES,
            [row("USAGE", "ME")],
            "without CREATE SCHEMA on database D",
            "GRANT CREATE SCHEMA ON DATABASE D TO ROLE ME",
        ),
        (USES, [], "without USAGE, CREATE SCHEMA on database D", "GRANT USAGE, CREATE SCHEMA ON DATABASE D TO ROLE ME"),
        (
            PASSES_ON,
            [row("USAGE", "ME")],
            "one that may not grant USAGE on database D to the roles of the stack",
            "GRANT USAGE ON DATABASE D TO ROLE ME WITH GRANT OPTION",
        ),
        (
            HAS,
            [row("USAGE", "OTHERS", to="DATABASE_ROLE")],
            "without USAGE on",
            "GRANT USAGE ON DATABASE D TO ROLE OTHERS",
        ),
        (
            BINDS,
            [],
            "without BIND SERVICE ENDPOINT on the account",
            "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE OTHERS",
        ),
        (GIVES, [row("OWNERSHIP", "OTHERS")], "not the owner of role R, and without MANAGE GRANTS", "roles.grants"),
    ],
)
def test_say_what_is_lacking_and_who_runs_what(right: Right, on: list[Row], found: str, remedy: str) -> None:
    (problem,) = problems(right, on)
    assert problem.subject == f"role {right.role}"
    assert found in str(problem)
    assert remedy in problem.remedy


def test_say_of_roles_that_were_there_before_that_nothing_is_granted_to_them() -> None:
    (problem,) = problems(HAS, [])
    assert "between what was there before the stack grants nothing" in problem.allowed


def test_nothing_is_said_of_what_the_account_told_nothing_of() -> None:
    granted = Granted({}, [])
    assert asyncio.run(_found(USES, granted, Hierarchy())) == []
