"""Privileges on the account that a run needs and its roles do not have."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from components.account_privileges import MANAGE_GRANTS, Privilege
from components.missing_privileges import problems_of_privileges
from components.new_resources import Need
from components.problems import Problem
from components.session import Row
from tests.unit.fake_account import grant

WAREHOUSE, ROLE = Privilege("CREATE WAREHOUSE"), Privilege("CREATE ROLE")
BIND = Privilege("BIND SERVICE ENDPOINT", passed_on=True)


@dataclass
class Hierarchy:
    """What roles inherit, and of whom that was asked."""

    inherits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, role: str, roles: frozenset[str]) -> frozenset[str]:
        self.asked.append(role)
        return roles & (self.inherits.get(role, frozenset()) | {role})


def problems(needs: Iterable[Need], grants: list[Row], hierarchy: Hierarchy) -> list[Problem]:
    async def found() -> list[Problem]:
        return await problems_of_privileges(needs, grants, hierarchy)

    return asyncio.run(found())


def test_ask_nothing_of_a_role_that_holds_all_itself() -> None:
    hierarchy = Hierarchy()
    assert problems([Need("R", (ROLE,)), Need("R", (ROLE,))], [grant("CREATE ROLE", "R")], hierarchy) == []
    assert problems([Need("SYSADMIN", (WAREHOUSE,)), Need("ACCOUNTADMIN", (BIND,))], [], hierarchy) == []
    assert hierarchy.asked == []


def test_a_privilege_that_is_inherited_counts() -> None:
    hierarchy = Hierarchy({"R": frozenset({"MIDDLE"})})
    assert problems([Need("R", (ROLE,))], [grant("CREATE ROLE", "MIDDLE")], hierarchy) == []
    assert problems([Need("R", (ROLE,))], [grant("CREATE ROLE", "OTHER")], hierarchy) != []


def test_say_all_that_a_role_lacks_in_one_line_with_the_statements() -> None:
    needs = [Need("R", (ROLE,)), Need("R", (WAREHOUSE,)), Need("R", (BIND, MANAGE_GRANTS)), Need("R", (ROLE,))]
    (problem,) = problems(needs, [grant(BIND.name, "R")], Hierarchy())
    assert problem.subject == "role R"
    assert problem.value == (
        "without CREATE ROLE, CREATE WAREHOUSE, BIND SERVICE ENDPOINT with grant option on the account"
    )
    assert (
        "let ACCOUNTADMIN run GRANT CREATE ROLE, CREATE WAREHOUSE ON ACCOUNT TO ROLE R; "
        "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE R WITH GRANT OPTION" in problem.remedy
    )
    refused = "where the grant option is refused: docs/real-account.md"
    assert refused in problem.remedy
    (other,) = problems([Need("R", (ROLE,))], [], Hierarchy())
    assert refused not in other.remedy


def test_one_of_several_privileges_is_enough() -> None:
    assert problems([Need("R", (BIND, MANAGE_GRANTS))], [grant("MANAGE GRANTS", "R")], Hierarchy()) == []


def test_look_at_each_role_by_itself() -> None:
    grants = [grant("CREATE ROLE", "A"), grant("CREATE WAREHOUSE", "B")]
    found = problems([Need("A", (WAREHOUSE,)), Need("B", (ROLE,)), Need("B", (WAREHOUSE,))], grants, Hierarchy())
    assert [(it.subject, it.value) for it in found] == [
        ("role A", "without CREATE WAREHOUSE on the account"),
        ("role B", "without CREATE ROLE on the account"),
    ]


def test_a_role_that_has_to_inherit_another_does_or_is_told() -> None:
    need = Need("A", (MANAGE_GRANTS,), "B", "which makes the roles that it has to grant")
    assert problems([need], [], Hierarchy({"A": frozenset({"B"})})) == []
    assert problems([Need("B", inherits="B")], [], Hierarchy()) == []
    (problem,) = problems([need], [], Hierarchy())
    assert problem.value == "without B, which makes the roles that it has to grant, and without MANAGE GRANTS"
    assert problem.remedy.startswith("GRANT ROLE B TO ROLE A, or map both parts to one role")
