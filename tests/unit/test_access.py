"""Who uses and who owns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit import parts
from tests.unit.configuration import existing
from tests.unit.recording import Program


@pytest.mark.parametrize(("key", "role"), [("milvus", "MILVUS_OWNER_ROLE"), ("jupyter", "JUPYTER_OWNER_ROLE")])
def test_sign_in_as_an_owner_after_the_grant(program: Program, key: str, role: str) -> None:
    owner = program().of_type("pulumi:providers:snowflake")[f"{key}-owner"]
    assert owner.inputs["role"] == role
    assert f"access-{key}-owner-role-to-deployer" in owner.dependencies


def test_put_owners_within_the_deployers_reach(program: Program) -> None:
    granted = {name: grant.inputs for name, grant in program().of_type(":GrantAccountRole").items()}
    assert granted == {
        "access-role-to-user": {"roleName": "MILVUS_ROLE", "userName": "MILVUS_USER"},
        "access-milvus-owner-role-to-deployer": {
            "roleName": "MILVUS_OWNER_ROLE",
            "parentRoleName": "DEPLOYER_ROLE",
        },
        "access-jupyter-owner-role-to-deployer": {
            "roleName": "JUPYTER_OWNER_ROLE",
            "parentRoleName": "DEPLOYER_ROLE",
        },
    }


def test_let_owners_of_public_endpoints_alone_bind_them(program: Program) -> None:
    bound = [it for it in program().resources if it.inputs.get("privileges") == ["BIND SERVICE ENDPOINT"]]
    assert [(it.name, it.inputs["accountRoleName"]) for it in bound] == [
        ("access-jupyter-bind-service-endpoint", "JUPYTER_OWNER_ROLE")
    ]


@pytest.mark.parametrize("owners", [{"milvus": "R"}, {"milvus": "O", "jupyter": "O"}])
def test_refuse_one_role_for_two(owners: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"two of role and owners are [RO]; allowed: a role for each"):
        parts.access(role="R", **owners)


def test_make_the_ingress_integration_when_asked_alone(program: Program) -> None:
    assert not program().of_type("dynamic/ingress:IngressIntegration")
    made = program(ingressIntegration="true").of_type(":IngressIntegration")
    assert {name: item.inputs["role"] for name, item in made.items()} == {"access-ingress": "DEPLOYER_ROLE"}


def test_ask_for_a_password_of_a_user_who_is_made() -> None:
    with pytest.raises(ValueError, match="user_password of U is None; allowed: a secret"):
        replace(parts.access(), user_password=None)


def test_let_a_role_that_is_there_be_held_by_a_user_who_is_made_and_the_other_way_round(program: Program) -> None:
    recording = program(role=existing("ANALYSTS"))
    assert "access-role" not in [it.name for it in recording.resources]
    assert recording.named("access-role-to-user").inputs == {"roleName": "ANALYSTS", "userName": "MILVUS_USER"}
    assert recording.only(":User").inputs["defaultRole"] == "ANALYSTS"

    recording = program(user=existing("VISITOR"), milvusUserPassword="")
    assert not recording.of_type(":User")
    assert recording.named("access-role-to-user").inputs == {"roleName": "MILVUS_ROLE", "userName": "VISITOR"}


def test_grant_nothing_between_a_role_and_a_user_that_are_both_there(program: Program) -> None:
    recording = program(role=existing("ANALYSTS"), user=existing("VISITOR"), milvusUserPassword="")
    assert "access-role-to-user" not in recording.of_type(":GrantAccountRole")


def test_take_an_owner_that_is_there_without_a_grant(program: Program) -> None:
    recording = program(notebookOwnerRole=existing("NOTEBOOKS_OWNER"))
    owner = recording.of_type("pulumi:providers:snowflake")["jupyter-owner"]
    assert (owner.inputs["role"], owner.dependencies) == ("NOTEBOOKS_OWNER", ("data-guard",))
    made = [it.name for it in recording.resources if it.name.startswith("access-jupyter-")]
    assert made == ["access-jupyter-owner-sign-in"]
    assert "egress-jupyter-owner-on-integration" in recording.named("jupyter-service").dependencies
