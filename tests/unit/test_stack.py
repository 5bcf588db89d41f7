"""The whole program: which resources, whose, with which parents, in which order."""

from __future__ import annotations

import inspect
from collections import Counter

import pulumi
import pytest

from components.access import Access
from components.egress import Egress
from components.images import ServiceImage
from components.pools import ComputePool
from components.service import SpcsService
from components.storage import Storage
from tests.unit.recording import Program

COMPONENTS = (Access, Storage, Egress, ServiceImage, ComputePool, SpcsService)

COUNTS = {
    "AccountRole": 2,
    "ComputePool": 2,
    "Database": 1,
    "Execute": 1,
    "ExternalAccessIntegration": 1,
    "GrantAccountRole": 2,
    "GrantPrivilegesToAccountRole": 11,
    "ImageRepository": 1,
    "NetworkRule": 1,
    "Service": 2,
    "StageInternal": 3,
    "User": 1,
    "Warehouse": 1,
}
OWNERS = {
    "accountadmin": {"access-create-compute-pool", "access-bind-service-endpoint", "egress-integration", "egress-rule"},
    "securityadmin": {"access-role-to-user", "access-owner-role-to-deployer"},
    "useradmin": {"access-role", "access-owner-role", "access-user"},
    "sysadmin": {"storage-warehouse", "storage-database"},
    "owner": {
        *("storage-repository", "storage-spec-stage", "storage-data-stage", "storage-files-stage"),
        *("milvus-pool", "jupyter-pool", "milvus-service", "jupyter-service", "jupyter-service-role"),
    },
    "docker": {"milvus-image", "jupyter-image"},
}


def test_register_exactly_the_guides_objects(program: Program) -> None:
    resources = program().resources
    snowflake = Counter(item.type.split(":")[-1] for item in resources if item.type.startswith("snowflake:"))
    assert snowflake == COUNTS
    assert sum(item.type == "docker:index/image:Image" for item in resources) == 2


def test_wait_for_the_database_whose_schema_is_used(program: Program) -> None:
    recording = program()
    for name in (
        "storage-repository",
        "storage-files-stage",
        "egress-rule",
        "milvus-service",
        "storage-owner-on-schema",
    ):
        assert "storage-database" in recording.named(name).dependencies, name


def test_give_each_object_to_its_role(program: Program) -> None:
    by_name = {item.name: item.provider for item in program().resources if item.provider}
    for owner, names in OWNERS.items():
        assert {by_name[name] for name in names} == {owner}


def test_use_no_default_provider(program: Program) -> None:
    custom = [item for item in program().resources if item.type.startswith(("snowflake:", "docker:"))]
    assert custom
    assert [item.name for item in custom if not item.provider] == []


def test_name_children_after_their_component(program: Program) -> None:
    children = [item for item in program().resources if not item.type.startswith(("milvus-spcs:", "pulumi:"))]
    for child in children:
        parent_type, parent_name = child.parent.split("::")[2:]
        assert "milvus-spcs:" in parent_type, child.name
        assert child.name.startswith(f"{parent_name}-")


def test_register_the_outputs_of_each_component_once(program: Program) -> None:
    recording = program()
    components = [item for item in recording.resources if item.type.startswith("milvus-spcs:")]
    outputs = {urn: count for urn, count in recording.outputs.items() if "milvus-spcs:" in urn.split("::")[2]}
    assert len(components) == len(outputs) == 9
    assert set(outputs.values()) == {1}


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda it: it.__name__)
def test_components_take_name_args_and_options_alone(component: type[pulumi.ComponentResource]) -> None:
    taken = inspect.signature(component).parameters
    assert list(taken) == ["name", "args", "opts"]
    assert taken["args"].annotation == f"{component.__name__}Args"


def test_components_have_the_type_of_their_noun(program: Program) -> None:
    types = {item.type for item in program().resources if item.type.startswith("milvus-spcs:")}
    assert types == {f"milvus-spcs:index:{component.__name__}" for component in COMPONENTS}


def test_keep_credentials_secret(program: Program) -> None:
    recording = program()
    providers = recording.of_type("pulumi:providers:snowflake").values()
    assert {item.inputs["password"] for item in providers} == {"deployer's secret"}
    assert all("password" in item.secrets for item in providers)
    assert "password" in recording.only(":User").secrets
    assert all("registry" in item.secrets for item in recording.of_type(":Image").values())


def test_show_no_credential_outside_secrets(program: Program) -> None:
    for item in program().resources:
        clear = str({key: value for key, value in item.inputs.items() if key not in item.secrets})
        assert "deployer's secret" not in clear
        assert "user's secret" not in clear


def test_protect_what_holds_vectors_when_asked(program: Program) -> None:
    recording = program(protect="true")
    assert {item.name for item in recording.resources if item.protect} == {"milvus-pool", "milvus-service"}


def test_protect_nothing_by_default(program: Program) -> None:
    assert [item.name for item in program().resources if item.protect] == []


def test_take_all_names_from_settings(program: Program) -> None:
    recording = program(database="D2", schema="S2", jupyterService="NOTES", role="READERS")
    assert recording.only(":Execute").inputs["execute"].startswith('GRANT SERVICE ROLE "D2"."S2"."NOTES"!')
    assert recording.only(":Execute").inputs["execute"].endswith('TO ROLE "READERS"')
