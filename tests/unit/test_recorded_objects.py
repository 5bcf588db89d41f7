"""Objects by what a state says of them."""

from __future__ import annotations

from typing import Any

import pytest

from components import account_objects as objects
from components import ingress
from components.account_objects import ObjectName
from components.deployment import Deployment
from components.recorded_objects import INGRESS, making_role, object_name, recorded_names

URN = "urn:pulumi:dev::p::snowflake:index/"
PROVIDER = "urn:pulumi:dev::p::pulumi:providers:snowflake::deployer"


def resource(kind: str, **inputs: Any) -> dict[str, Any]:
    return {
        "urn": f"{URN}{kind}::x", "type": f"snowflake:index/{kind}", "inputs": inputs, "id": "x",
        "provider": f"{PROVIDER}::1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "inputs", "id_"),
    [
        ("accountRole:AccountRole", {"name": "R"}, "R"),
        ("schema:Schema", {"database": "D", "name": "S"}, '"D"."S"'),
        ("service:Service", {"database": "D", "schema": "S", "name": "X"}, '"D"."S"."X"'),
    ],
)
def test_an_object_has_the_providers_id(kind: str, inputs: dict[str, str], id_: str) -> None:
    name = object_name(f"snowflake:index/{kind}", inputs)
    assert name is not None
    assert name.id == id_


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("service:Service", {"name": "X"}),
        ("user:User", {"name": {"4dabf18193072939515e22adb298388d": "secret", "ciphertext": "…"}}),
        ("user:User", {"name": 'a"b'}),
        ("grantAccountRole:GrantAccountRole", {"name": "X"}),
    ],
)
def test_what_has_no_plain_name_is_no_object(kind: str, inputs: dict[str, Any]) -> None:
    assert object_name(f"snowflake:index/{kind}", inputs) is None


def test_the_integration_of_the_ingress_is_one_of_the_accounts() -> None:
    made: dict[str, Any] = {"type": INGRESS, "inputs": {"role": "CARETAKER", "comment": "c"}, "provider": "p::1"}
    assert object_name(INGRESS, made["inputs"]) == ObjectName.of(objects.INTEGRATION, ingress.NAME)
    assert making_role(Deployment({}), made) == "CARETAKER"


def test_objects_of_a_state_are_those_with_an_id() -> None:
    made, other = resource("user:User", name="U"), resource("user:User", name="V")
    del other["id"]
    assert recorded_names(Deployment({"deployment": {"resources": [made, other]}})) == {
        ObjectName.of(objects.USER, "U")
    }


def test_the_role_is_that_of_the_resources_provider() -> None:
    provider = {"urn": PROVIDER, "type": "pulumi:providers:snowflake", "id": "1", "inputs": {"role": "DEPLOYER"}}
    made = resource("user:User", name="U")
    assert making_role(Deployment({"deployment": {"resources": [provider]}}), made) == "DEPLOYER"
    assert making_role(Deployment({"deployment": {"resources": [{**provider, "id": "2"}]}}), made) is None
