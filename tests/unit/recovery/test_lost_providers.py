"""Providers that a destroy took away before what they made."""

from __future__ import annotations

from typing import Any

import pytest

from components.providers import EXPERIMENTAL_FEATURES
from components.recorded_objects import INGRESS
from components.recovery.lost_providers import LostProviders
from components.stack_file import StackFile
from tests.unit.recovery.states import CONNECTION, POOL, PROVIDER, USER, resource, state

DYNAMIC = "urn:pulumi:dev::p::pulumi:providers:pulumi-python::default"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
LOST = LostProviders(StackFile({"p:a": "1", "p:b": "2"}, frozenset({"p:b"})), CONNECTION)


def provider_of(made: dict[str, Any], owner: str | None) -> dict[str, Any]:
    deployment = state(resources=())
    assert LOST.put_back(deployment, made, owner)
    (found,) = deployment.resources
    assert deployment.provider_of(made) == found
    return found


def test_a_provider_that_is_there_is_left_alone() -> None:
    deployment = state(resources=(PROVIDER,))
    assert LOST.put_back(deployment, USER, None) is None
    assert deployment.resources == [PROVIDER]


def test_a_provider_signs_in_as_the_program_has_it_and_its_secrets_are_marked() -> None:
    inputs = provider_of(USER, None)["inputs"]
    assert (inputs["accountName"], inputs["role"]) == ("DEV", "DEPLOYER_ROLE")
    assert inputs["password"] == {**SECRET, "plaintext": '"hunter2"'}
    assert all(name in inputs["experimentalFeaturesEnableds"] for name in EXPERIMENTAL_FEATURES)


@pytest.mark.parametrize(
    ("name", "owner", "role"),
    [
        ("sysadmin-role", None, "SYSADMIN"),
        ("milvus-owner", "DEPLOYER_ROLE", "DEPLOYER_ROLE"),
        ("milvus-owner", None, "DEPLOYER_ROLE"),
    ],
)
def test_a_provider_has_the_role_of_the_owner_or_of_its_name(name: str, owner: str | None, role: str) -> None:
    made = {**POOL, "provider": PROVIDER["urn"].replace("::deployer", f"::{name}") + "::9"}
    found = provider_of(made, owner)
    assert (found["id"], found["inputs"]["role"]) == ("9", role)


def test_the_dynamic_provider_has_the_whole_configuration() -> None:
    made = {**resource(INGRESS, role="R"), "provider": f"{DYNAMIC}::2"}
    found = provider_of(made, None)
    assert found["type"] == "pulumi:providers:pulumi-python"
    assert found["inputs"] == {"p:a": "1", "p:b": {**SECRET, "plaintext": '"2"'}}
