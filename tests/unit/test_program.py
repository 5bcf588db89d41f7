"""The whole program: which resources, whose, with which parents, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pulumi
import pytest

from tests.unit.recording import Account, Recording, configure, record, run_program

Program = Callable[..., Recording]
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
SYSTEM_ROLES = {"ACCOUNTADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN", "ORGADMIN", "PUBLIC"}


def test_register_exactly_the_guides_objects(program: Program) -> None:
    resources = program().resources
    snowflake = Counter(item.type.split(":")[-1] for item in resources if item.type.startswith("snowflake:"))
    assert snowflake == COUNTS
    assert sum(item.type == "docker:index/image:Image" for item in resources) == 2


def test_make_no_schema_that_comes_with_its_database(program: Program) -> None:
    assert not program().of_type(":Schema")
    other = program(schema="S2")
    assert other.only(":Schema").inputs == {"name": "S2", "database": "MILVUS_DEMO"}
    assert "storage-schema" in other.named("storage-repository").dependencies


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


def test_grant_nothing_to_a_system_role(program: Program) -> None:
    recording = program()
    grantees = {item.inputs["accountRoleName"] for item in recording.of_type(":GrantPrivilegesToAccountRole").values()}
    assert grantees == {"MILVUS_ROLE", "MILVUS_OWNER_ROLE"}
    assert not grantees & SYSTEM_ROLES


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


def test_delete_named_objects_before_replacing_them(program: Program) -> None:
    named = [item for item in program().resources if item.type.startswith("snowflake:")]
    assert [item.name for item in named if not item.delete_before_replace] == []


def test_sign_in_as_owner_after_the_grant(program: Program) -> None:
    owner = program().of_type("pulumi:providers:snowflake")["owner"]
    assert owner.inputs["role"] == "MILVUS_OWNER_ROLE"
    assert "access-owner-role-to-deployer" in owner.dependencies


def test_wait_for_what_create_service_needs(program: Program) -> None:
    recording = program()
    for service in ("milvus", "jupyter"):
        needed = {"access-bind-service-endpoint", "storage-owner-on-schema", f"{service}-image", f"{service}-pool"}
        assert needed <= set(recording.named(f"{service}-service").dependencies)


def test_wait_for_the_integration_where_a_service_uses_it(program: Program) -> None:
    recording = program()
    assert "egress-owner-on-integration" in recording.named("jupyter-service").dependencies
    assert "egress-owner-on-integration" not in recording.named("milvus-service").dependencies


def test_push_after_the_repository_exists(program: Program) -> None:
    images = program().of_type("docker:index/image:Image").values()
    assert all("storage-repository" in image.dependencies for image in images)


def test_open_the_notebook_to_the_users_role_alone(program: Program) -> None:
    service_role = program().only(":Execute").inputs
    assert service_role["execute"] == (
        'GRANT SERVICE ROLE "MILVUS_DEMO"."PUBLIC"."JUPYTER"!ALL_ENDPOINTS_USAGE TO ROLE "MILVUS_ROLE"'
    )
    assert service_role["revert"].startswith("REVOKE SERVICE ROLE ")


def test_show_the_specification_with_its_image_in_the_service(program: Program) -> None:
    recording = program()
    image = recording.named("jupyter-image").inputs["imageName"]
    text = recording.named("jupyter-service").inputs["fromSpecification"]["text"]
    assert image.startswith("acme-dev-1.registry.snowflakecomputing.com/milvus_demo/public/milvus_repo/jupyter:")
    assert f"image: {image.partition('.com')[2]}\n" in text


def test_refuse_a_registry_that_is_not_the_repositorys() -> None:
    configure()
    other = Account("127.0.0.1:5000")
    with pytest.raises(pulumi.RunError, match=r"config set milvus-spcs:registryHost 127\.0\.0\.1:5000"):
        record(run_program, other)


def test_put_the_specification_on_the_stage_when_asked(program: Program) -> None:
    recording = program(specSource="stage")
    uploaded = recording.of_type("dynamic/stage_file:StageFile")
    source = recording.named("milvus-service").inputs["fromSpecification"]
    assert set(uploaded) == {"milvus-specification", "jupyter-specification"}
    assert source["stage"] == '"MILVUS_DEMO"."PUBLIC"."YAML_STAGE"'
    assert source["file"] == "milvus.yaml"


def test_protect_what_holds_vectors_when_asked(program: Program) -> None:
    recording = program(protect="true")
    assert {item.name for item in recording.resources if item.protect} == {"milvus-pool", "milvus-service"}


def test_protect_nothing_by_default(program: Program) -> None:
    assert [item.name for item in program().resources if item.protect] == []


def test_take_all_names_from_settings(program: Program) -> None:
    recording = program(database="D2", schema="S2", jupyterService="NOTES", role="READERS")
    assert recording.only(":Execute").inputs["execute"].startswith('GRANT SERVICE ROLE "D2"."S2"."NOTES"!')
    assert recording.only(":Execute").inputs["execute"].endswith('TO ROLE "READERS"')
