"""Resources that a run makes, and what that takes."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.account_privileges import Privilege
from components.bootstrap import PASSED_ON, TO_MAKE
from components.new_resources import GRANT_PRIVILEGES, GRANT_ROLE, INTEGRATION, TYPES, Need, WatchedResource
from components.roles import Roles
from components.settings_table import Table, settings
from components.sql import Existing
from tests.unit.recording import Program
from tests.unit.test_cluster_definitions import recorded

ROLES = Roles(users="MAKER", grants="GRANTER", account="CARETAKER", storage="LIBRARIAN")


def watched(type_: str, role: str, **properties: Any) -> WatchedResource:
    return WatchedResource(object.__new__(pulumi.CustomResource), type_, properties, role)


def test_every_type_of_object_that_the_stack_makes_is_looked_for(program: Program) -> None:
    resources = [*program(schema="APP").resources, *recorded().resources]  # of one process, and of a cluster
    made = {it.type for it in resources if "comment" in it.inputs}
    assert made == set(TYPES)


def test_every_setting_that_names_an_object_belongs_to_a_kind() -> None:
    named_by = {setting for made in TYPES.values() for setting in made.named_by}
    assert named_by - {Table.SCHEMA, Table.POOLS, Table.SERVICES} == {it for it in settings() if it.prefixed}


def test_what_an_administrator_gives_the_deployer_is_what_is_asked_of_it() -> None:
    assert {made.privilege.name for made in TYPES.values() if made.privilege} == set(TO_MAKE)


@pytest.mark.parametrize(
    ("resource", "needs"),
    [
        (watched("snowflake:index/user:User", "MAKER"), [Need("MAKER", (Privilege("CREATE USER"),))]),
        (watched("snowflake:index/stageInternal:StageInternal", "LIBRARIAN"), []),
        (
            watched(GRANT_PRIVILEGES, "CARETAKER", on_account=True, privileges=[PASSED_ON]),
            [Need("CARETAKER", (Privilege(PASSED_ON, passed_on=True), Privilege("MANAGE GRANTS")))],
        ),
        (watched(GRANT_PRIVILEGES, "LIBRARIAN", on_account=None, privileges=["USAGE"]), []),
    ],
)
def test_say_what_making_it_takes(resource: WatchedResource, needs: list[Need]) -> None:
    assert resource.needs(ROLES) == needs


def test_who_grants_roles_has_to_reach_those_of_their_maker() -> None:
    (need,) = watched(GRANT_ROLE, "GRANTER", role_name="R").needs(ROLES)
    assert (need.inherits, need.privileges) == ("MAKER", (Privilege("MANAGE GRANTS"),))


def test_a_role_that_was_there_before_is_of_another_maker() -> None:
    assert watched(GRANT_ROLE, "GRANTER", role_name=Existing("R")).needs(ROLES) == []


def test_who_makes_the_integration_has_to_reach_the_rule_of_its_maker() -> None:
    create, see = watched(INTEGRATION, "CARETAKER").needs(ROLES)
    assert create == Need("CARETAKER", (Privilege("CREATE INTEGRATION"),))
    assert (see.inherits, see.privileges) == ("LIBRARIAN", ())
