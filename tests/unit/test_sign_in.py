"""Signing in before somebody needs it."""

from __future__ import annotations

import pulumi
import pytest
from pulumi.output import UNKNOWN

from components.session import Session
from components.sign_in import SignIn, SignInProvider
from tests.unit.fake_service import FakeSession
from tests.unit.recording import Program, record


class Asked(SignInProvider):
    """Notes the roles that somebody signs in with."""

    def __init__(self) -> None:
        self.roles: list[str] = []

    def session(self, role: str) -> Session:
        self.roles.append(role)
        return FakeSession([])


def test_sign_in_when_it_is_made_and_whenever_the_engine_looks() -> None:
    provider = Asked()
    made = provider.create({"role": "OWNER"})
    assert made.outs == {"role": "OWNER"}
    assert provider.read("OWNER", {"role": "OWNER"}).outs == {"role": "OWNER"}
    assert not provider.diff("OWNER", {"role": "OWNER"}, {"role": "OWNER"}).changes
    assert provider.roles == ["OWNER"] * 3


def test_another_role_is_another_sign_in() -> None:
    provider = Asked()
    assert provider.diff("OWNER", {"role": "OWNER"}, {"role": "OTHER"}).replaces == ["role"]
    assert provider.roles == ["OTHER"]


def test_wait_for_a_role_that_is_not_within_reach_yet() -> None:
    provider = Asked()
    assert provider.diff("OWNER", {"role": "OWNER"}, {"role": UNKNOWN}).changes
    assert provider.roles == []


def test_delete_signs_nobody_in() -> None:
    provider = Asked()
    provider.delete("OWNER", {"role": "OWNER"})
    assert provider.roles == []


def test_keep_the_role_alone() -> None:
    found = record(lambda: SignIn("own", pulumi.Output.from_input("OWNER"), pulumi.ResourceOptions()) and None)
    assert found.resources[0].inputs.keys() == {"role", "__provider"}


@pytest.mark.parametrize(
    ("changes", "roles"),
    [
        (
            {},
            {"access-milvus-owner-sign-in": "MILVUS_OWNER_ROLE", "access-jupyter-owner-sign-in": "JUPYTER_OWNER_ROLE"},
        ),
        ({"specSource": "stage"}, {"storage-sign-in": "DEPLOYER_ROLE"}),
    ],
)
def test_sign_in_with_every_role_that_has_to_wait_for_images(
    changes: dict[str, str], roles: dict[str, str], program: Program
) -> None:
    found = {name: item.inputs["role"] for name, item in program(**changes).of_type(":SignIn").items()}
    assert roles.items() <= found.items()
    assert len(found) == (3 if changes else 2)


def test_sign_in_as_soon_as_the_role_is_within_reach_and_wait_for_nothing_else(program: Program) -> None:
    found = program().of_type(":SignIn")["access-milvus-owner-sign-in"]
    assert found.dependencies == ("access-milvus-owner-role-to-deployer",)
