"""The whole program: which resources, whose, with which parents, in which order."""

from __future__ import annotations

import gc
import inspect
import json
from collections import Counter

import pulumi
import pytest

from components.access import Access
from components.egress import Egress
from components.images import ServiceImage
from components.milvus_secrets import MilvusSecrets
from components.pools import ComputePool
from components.service import SpcsService
from components.storage import Storage
from devkit.bench.workspace import named_images
from tests.unit.configuration import EVERYTHING_EXISTS
from tests.unit.recording import SECRET_KEYS, Program, configure, record, run_program

COMPONENTS = (Access, Storage, Egress, MilvusSecrets, ServiceImage, ComputePool, SpcsService)

COUNTS = {
    "AccountRole": 3,
    "ComputePool": 2,
    "Database": 1,
    "ExternalAccessIntegration": 1,
    "GrantAccountRole": 3,
    "GrantPrivilegesToAccountRole": 21,
    "ImageRepository": 1,
    "NetworkRule": 1,
    "SecretWithBasicAuthentication": 2,
    "Service": 2,
    "StageInternal": 3,
    "User": 1,
    "Warehouse": 1,
}
OWNERS = {
    "deployer": {
        *("access-role", "access-milvus-owner-role", "access-jupyter-owner-role", "access-user"),
        *("access-role-to-user", "access-milvus-owner-role-to-deployer", "access-jupyter-owner-role-to-deployer"),
        *("access-jupyter-bind-service-endpoint", "egress-integration", "egress-rule"),
        *("storage-warehouse", "storage-database", "storage-repository"),
        *("storage-spec-stage", "storage-data-stage", "storage-files-stage", "milvus-pool", "jupyter-pool"),
    },
    "milvus-owner": {"milvus-service", "milvus-jupyter-usage"},
    "jupyter-owner": {"jupyter-service", "jupyter-usage"},
    "docker": {"milvus-image", "jupyter-image"},
}
GUIDE_OWNERS = {
    "accountadmin-role": {
        *("access-jupyter-bind-service-endpoint", "egress-integration", "milvus-pool", "jupyter-pool"),
    },
    "securityadmin-role": {"access-role-to-user", "access-jupyter-owner-role-to-deployer"},
    "useradmin-role": {"access-role", "access-milvus-owner-role", "access-user"},
    "sysadmin-role": {"storage-warehouse", "storage-database", "storage-repository", "egress-rule"},
    "milvus-owner": {"milvus-service"},
    "jupyter-owner": {"jupyter-service"},
}
# of no component
OF_THE_WHOLE = ("pulumi-python:dynamic/data_guard:", "pulumi-python:dynamic/extra_grants:")
SYSTEM_ROLES = ("ACCOUNTADMIN", "ORGADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN")


def test_register_exactly_the_guides_objects(program: Program) -> None:
    resources = program().resources
    snowflake = Counter(item.type.split(":")[-1] for item in resources if item.type.startswith("snowflake:"))
    assert snowflake == COUNTS
    assert sum(item.type == "docker:index/image:Image" for item in resources) == 3


def test_wait_for_the_database_whose_schema_is_used(program: Program) -> None:
    recording = program()
    for name in (
        "storage-repository",
        "storage-files-stage",
        "egress-rule",
        "milvus-service",
        "storage-milvus-owner-on-schema",
    ):
        assert "storage-database" in recording.named(name).dependencies, name


def test_give_each_object_to_its_role(program: Program) -> None:
    by_name = {item.name: item.provider for item in program().resources if item.provider}
    for owner, names in OWNERS.items():
        assert {by_name[name] for name in names} == {owner}


def test_give_parts_to_the_roles_that_are_mapped(program: Program) -> None:
    recording = program(roles='{"storage": "LIBRARIAN", "account": "CARETAKER"}')
    by_name = {item.name: item.provider for item in recording.resources if item.provider}
    assert by_name["storage-repository"] == by_name["egress-rule"] == "librarian-role"
    assert by_name["milvus-pool"] == by_name["egress-integration"] == "caretaker-role"
    assert by_name["access-user"] == by_name["access-role-to-user"] == "deployer"


def test_give_parts_to_the_guides_roles_when_asked(program: Program) -> None:
    by_name = {item.name: item.provider for item in program(guidePrivileges="true").resources if item.provider}
    for owner, names in GUIDE_OWNERS.items():
        assert {by_name[name] for name in names} == {owner}
    for part, role in {"account": "CARETAKER", "storage": "DEPLOYER_ROLE"}.items():
        recording = program(guidePrivileges="true", roles=json.dumps({part: role}))
        roles = {it.inputs["role"] for it in recording.of_type("pulumi:providers:snowflake").values()}
        assert role in roles


def test_use_no_system_role(program: Program) -> None:
    for item in program().resources:
        # a schema can have the name of a role
        inputs = {key: value for key, value in item.inputs.items() if key not in ("name", "schema", "protected")}
        assert not [role for role in SYSTEM_ROLES if f'"{role}"' in json.dumps(inputs, default=str)], item.name


def test_grant_nothing_to_a_system_role_even_in_the_guides_wording(program: Program) -> None:
    for changes in ({}, {"guidePrivileges": "true"}):
        grants = [it.inputs for it in program(**changes).resources if ":Grant" in it.type]
        granted = {it.get("accountRoleName") or it.get("parentRoleName") for it in grants if "userName" not in it}
        assert granted == {"MILVUS_ROLE", "MILVUS_OWNER_ROLE", "JUPYTER_OWNER_ROLE", "DEPLOYER_ROLE"}


def test_grant_by_name_and_open_no_host_to_all(program: Program) -> None:
    for item in program().resources:
        assert not item.inputs.get("allPrivileges"), item.name
        assert "ALL PRIVILEGES" not in str(item.inputs)
        assert "0.0.0.0" not in str(item.inputs)  # noqa: S104 - any host, of a network rule


def test_grant_and_open_what_the_guide_does_when_asked(program: Program) -> None:
    recording = program(guidePrivileges="true")
    assert sum(bool(item.inputs.get("allPrivileges")) for item in recording.resources) == 3
    assert recording.only(":NetworkRule").inputs["valueLists"] == ["0.0.0.0:443", "0.0.0.0:80"]


def test_keep_the_hosts_of_the_configuration_in_the_guides_wording(program: Program) -> None:
    rule = program(guidePrivileges="true", egressHosts="example.org:443").only(":NetworkRule").inputs
    assert rule["valueLists"] == ["example.org:443"]


def test_use_no_default_provider(program: Program) -> None:
    custom = [item for item in program().resources if item.type.startswith(("snowflake:", "docker:"))]
    assert custom
    assert [item.name for item in custom if not item.provider] == []


def test_name_children_after_their_component(program: Program) -> None:
    children = [
        item for item in program().resources if not item.type.startswith(("milvus-spcs:", "pulumi:", *OF_THE_WHOLE))
    ]
    for child in children:
        parent_type, parent_name = child.parent.split("::")[2:]
        assert "milvus-spcs:" in parent_type, child.name
        assert child.name.startswith(f"{parent_name}-")


def test_register_the_outputs_of_each_component_once(program: Program) -> None:
    recording = program()
    components = [item for item in recording.resources if item.type.startswith("milvus-spcs:")]
    outputs = {urn: count for urn, count in recording.outputs.items() if "milvus-spcs:" in urn.split("::")[2]}
    assert len(components) == len(outputs) == 11
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
    assert all("registry" not in item.secrets for item in recording.of_type(":Image").values())


def test_keep_the_password_to_push_secret() -> None:
    configure({"milvus-spcs:registryPassword": "pushing"}, [*SECRET_KEYS, "milvus-spcs:registryPassword"])
    images = record(run_program).of_type("docker:index/image:Image").values()
    assert len(images) == 3
    assert all("registry" in item.secrets for item in images)
    assert {item.inputs["registry"]["password"] for item in images} == {"pushing"}


def test_leave_the_tests_process_to_its_garbage_collection() -> None:
    configure()
    record(run_program)
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_show_no_credential_outside_secrets(program: Program) -> None:
    for item in program().resources:
        clear = str({key: value for key, value in item.inputs.items() if key not in item.secrets})
        assert "deployer's secret" not in clear
        assert "user's secret" not in clear


def test_show_nothing_of_who_signs_in_by_the_environment(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    who = {"USER": "COLLEAGUE", "AUTHENTICATOR": "SNOWFLAKE_JWT", "PRIVATE_KEY": "key one", "HOST": "127.0.0.1"}
    for name, text in {**who, "PRIVATE_KEY_PASSPHRASE": "phrase one"}.items():
        monkeypatch.setenv(f"SNOWFLAKE_{name}", text)
    given = named_images("a/b/c", "1")
    nobody = {"snowflake:user": None, "snowflake:password": None}

    recording = program(services=given, **nobody)
    shown = json.dumps([item.inputs for item in recording.resources], default=str)
    assert "127.0.0.1" in shown
    assert [text for text in ("COLLEAGUE", "key one", "phrase one") if text in shown] == []


def test_protect_what_holds_data(program: Program) -> None:
    stages = {"storage-data-stage", "storage-files-stage"}
    protected = {"storage-database", *stages, "milvus-pool", "milvus-service"}
    assert {item.name for item in program().resources if item.protect} == protected
    named = {item.name for item in program(schema="APP").resources if item.protect}
    assert named == {*protected, "storage-schema"}


def test_guard_data_before_and_after_everything(program: Program) -> None:
    recording = program()
    providers = [
        it for it in recording.resources if it.type in ("pulumi:providers:snowflake", "pulumi:providers:docker")
    ]
    assert [it.name for it in providers if "data-guard" not in it.dependencies] == []
    assert providers
    needs = {it.name: set(it.dependencies) for it in recording.resources if not it.type.startswith("milvus-spcs:")}
    reached, left = set(), ["destroy-guard"]
    while left:
        name = left.pop()
        reached.add(name)
        left += [it for it in needs.get(name, ()) if it not in reached]
    made = {it.name for it in recording.resources if it.type.startswith(("snowflake:", "docker:", "pulumi-python:"))}
    assert made - {"data-guard"} <= reached


def test_let_nothing_wait_where_nothing_is_protected(program: Program) -> None:
    resources = program(protect="false").resources
    assert [item.name for item in resources if item.protect or "data-guard" in item.dependencies] == []
    assert [item.name for item in resources if "guard" in item.name] == ["data-guard", "destroy-guard"]
    assert [item.name for item in resources if "destroy-guard" in item.dependencies] == []


def test_take_all_names_from_settings(program: Program) -> None:
    recording = program(database="D2", schema="S2", jupyterService="NOTES", role="READERS")
    granted = recording.of_type(":ServiceRole")["jupyter-service-role"].inputs
    assert [granted[key] for key in ("database", "schema", "service", "grantee")] == ["D2", "S2", "NOTES", "READERS"]


def test_register_and_grant_what_is_the_stacks_own_alone_where_everything_is_there(program: Program) -> None:
    resources = program(**EVERYTHING_EXISTS).resources
    found = {it.name for it in resources if it.type.startswith("snowflake:")}
    stages = {"storage-spec-stage", "storage-data-stage", "storage-files-stage"}
    services = {"milvus-service", "jupyter-service", "third-service"}
    usage = {"jupyter-usage", "milvus-jupyter-usage", "third-jupyter-usage"}
    exporting = {"storage-milvus-owner-on-data-stage", "storage-THIRD_OWNER-owner-on-data-stage"}
    on_stages = {"storage-jupyter-owner-on-files-stage", *exporting}
    secrets = {"milvus-secrets-root", "milvus-secrets-notebook"}
    of_secrets = {"milvus-owner-on-root", "milvus-owner-on-notebook", "jupyter-owner-on-notebook"}
    of_secrets |= {"THIRD_OWNER-owner-on-root", "THIRD_OWNER-owner-on-notebook"}
    on_secrets = {f"milvus-secrets-{it}" for it in of_secrets}
    assert found == stages | services | usage | on_stages | secrets | on_secrets
    entered = {it.name for it in resources if it.type.endswith(":ServiceRole")}
    assert entered == {"jupyter-service-role", "milvus-jupyter-service-role", "third-jupyter-service-role"}
