"""Who makes which part, who owns services: no role is both, and each is of the stack's own."""

from __future__ import annotations

import pytest

from components.checks import PARTS
from components.roles import GUIDE_ROLES
from tests.unit.configuration import loaded, problems, source


def test_leave_every_part_to_the_deploying_role() -> None:
    assert {part: getattr(loaded().roles, part) for part in PARTS} == dict.fromkeys(PARTS, "DEPLOYER_ROLE")


def test_take_the_roles_that_are_mapped_and_the_deploying_one_for_the_rest() -> None:
    roles = loaded(roles={"account": "ACCOUNTADMIN", "users": "HR"}).roles
    assert (roles.account, roles.users, roles.grants, roles.storage) == (
        *("ACCOUNTADMIN", "HR"),
        *("DEPLOYER_ROLE", "DEPLOYER_ROLE"),
    )


def test_take_the_guides_roles_where_none_is_mapped() -> None:
    roles = loaded(guidePrivileges=True, roles={"storage": "LIBRARIAN"}).roles
    assert {part: getattr(roles, part) for part in PARTS} == {**GUIDE_ROLES, "storage": "LIBRARIAN"}


@pytest.mark.parametrize("roles", ["SYSADMIN", {"pools": "SYSADMIN"}, {"account": "sysadmin"}, {"account": 1}])
def test_refuse_what_maps_no_part_to_a_role(roles: object) -> None:
    (message,) = problems(source({"roles": roles})).values()
    assert "allowed: a mapping of account, users, grants, storage to names of roles in capitals" in message
    assert "pulumi config set --path 'milvus-spcs:roles.<part>' <value>" in message


def test_give_services_owners_of_their_own() -> None:
    services = {
        "hello": {"pool": "milvus", "owner": "GREETERS"},
        "second": {"like": "milvus"},
        "third": {"pool": "milvus"},
    }
    found = loaded(namePrefix="TEAM_", services=services)
    assert found.access.owners == {
        "milvus": "TEAM_MILVUS_OWNER_ROLE",
        "jupyter": "TEAM_JUPYTER_OWNER_ROLE",
        "GREETERS": "TEAM_GREETERS",
    }
    owners = {key: service.owner for key, service in found.services.items()}
    assert owners == {
        "milvus": "milvus",
        "jupyter": "jupyter",
        "hello": "GREETERS",
        "second": "milvus",
        "third": "jupyter",
    }


def test_let_two_services_share_an_owner_of_their_own() -> None:
    services = {name: {"pool": "milvus", "owner": "GREETERS"} for name in ("hello", "goodbye")}
    assert set(loaded(services=services).access.owners) == {"milvus", "jupyter", "GREETERS"}


def service(owner: str) -> dict[str, object]:
    return {"hello": {"pool": "milvus", "owner": owner}}


@pytest.mark.parametrize(
    ("changes", "subject", "other"),
    [
        ({"role": "R", "notebookOwnerRole": "R"}, "milvus-spcs:notebookOwnerRole", "milvus-spcs:role"),
        ({"ownerRole": "JUPYTER_OWNER_ROLE"}, "milvus-spcs:notebookOwnerRole", "milvus-spcs:ownerRole"),
        ({"role": "DEPLOYER_ROLE"}, "milvus-spcs:role", "snowflake:role"),
        ({"ownerRole": "DEPLOYER_ROLE"}, "milvus-spcs:ownerRole", "snowflake:role"),
        ({"namePrefix": "DEPLOYER_", "role": "ROLE"}, "milvus-spcs:role", "snowflake:role"),
        ({"roles": {"users": "HR"}, "role": "HR"}, "milvus-spcs:role", "milvus-spcs:roles.users"),
        ({"services": service("MILVUS_ROLE")}, "milvus-spcs:services.hello.owner", "milvus-spcs:role"),
        ({"services": service("MILVUS_OWNER_ROLE")}, "milvus-spcs:services.hello.owner", "milvus-spcs:ownerRole"),
        ({"services": service("DEPLOYER_ROLE")}, "milvus-spcs:services.hello.owner", "snowflake:role"),
    ],
)
def test_refuse_a_role_that_is_two(changes: dict[str, object], subject: str, other: str) -> None:
    found = problems(source(changes))
    assert list(found) == [subject]
    assert f"a name other than {other}'s" in found[subject]


def test_let_one_role_make_several_parts() -> None:
    assert loaded(roles={"users": "HR", "grants": "HR", "storage": "DEPLOYER_ROLE"}).roles.grants == "HR"


def test_say_of_all_roles_at_once_what_is_wrong() -> None:
    found = problems(source({"role": "PUBLIC", "ownerRole": "DEPLOYER_ROLE", "services": service("SYSADMIN")}))
    assert set(found) == {"milvus-spcs:role", "milvus-spcs:ownerRole", "milvus-spcs:services.hello.owner"}


@pytest.mark.parametrize("field", ["owner", "mayEnter"])
def test_refuse_a_system_role_of_a_service(field: str) -> None:
    value = "SYSADMIN" if field == "owner" else ["SYSADMIN"]
    found = problems(source({"services": {"hello": {"pool": "milvus", field: value}}}))
    assert "a role of the stack's own, none of ACCOUNTADMIN" in found[f"milvus-spcs:services.hello.{field}"]
