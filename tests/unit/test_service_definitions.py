"""Services and pools as data, and what the program makes of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from components import settings
from components.service_definitions import PoolSettings, images_of
from components.sql import Identifier
from devkit.bench.workspace import named_images
from tests.unit.configuration import loaded, problems, source
from tests.unit.recording import REGISTRY, Program, Recording, configure, record, run_program

SECOND: dict[str, Any] = {"like": "milvus", "name": "MILVUS_2", "placeholders": {"volume_gi": 25}}
HELLO = "spec:\n  containers:\n    - name: hello\n      image: ${image}\n"
GIVEN = named_images("milvus_demo/public/milvus_repo", "1")


@pytest.fixture
def hello(project_files: Path) -> Path:
    """The project with files of a third service; the specification."""
    (project_files / "images" / "hello").mkdir()
    (project_files / "images" / "hello" / "Dockerfile").write_text("FROM scratch\n")
    specification = project_files / "specs" / "hello.yaml"
    specification.write_text(HELLO)
    return specification


def specification_of(recording: Recording, service: str) -> Any:
    return yaml.safe_load(recording.named(f"{service}-service").inputs["fromSpecification"]["text"])["spec"]


def test_the_guides_two_are_there_unnamed() -> None:
    found = loaded()
    assert list(found.services) == list(found.pools) == ["milvus", "jupyter"]
    milvus, jupyter = found.services.values()
    assert (milvus.image, milvus.specification, milvus.pool, milvus.placeholders) == (
        "milvus",
        "milvus",
        "milvus",
        {"volume_gi": 10, "metrics_seconds": 60},
    )
    assert (milvus.integrations, milvus.may_enter) == ((), ("jupyter",))
    assert (milvus.owner, jupyter.owner) == ("milvus", "jupyter")
    assert (jupyter.integrations, jupyter.may_enter) == (("egress",), ("users",))
    assert {service.timeout for service in found.services.values()} == {1200}


def test_second_milvus_has_what_the_first_has_but_its_name_and_volume(program: Program) -> None:
    recording = program(services=json.dumps({"second": SECOND}))
    first, second = (recording.named(f"{key}-service").inputs for key in ("milvus", "second"))
    assert (second["name"], second["computePool"]) == ("MILVUS_2", "MILVUS_COMPUTE_POOL")
    differing = {name for name in {*first, *second} if first.get(name) != second.get(name)}
    assert differing == {"name", "fromSpecification"}
    sizes = [specification_of(recording, key)["volumes"][0]["size"] for key in ("milvus", "second")]
    assert sizes == ["10Gi", "25Gi"]
    assert {"milvus-rollout", "second-rollout"} < set(recording.of_type(":Rollout"))


def test_an_image_that_two_services_run_is_built_once(program: Program) -> None:
    recording = program(services=json.dumps({"second": SECOND}))
    assert set(recording.of_type("docker:index/image:Image")) == {
        "milvus-image",
        "milvus.keeper-image",
        "jupyter-image",
    }
    images = [specification_of(recording, key)["containers"][0]["image"] for key in ("milvus", "second")]
    assert images[0] == images[1]
    assert "milvus-image" in recording.named("second-service").dependencies


def test_one_directory_with_other_build_arguments_is_another_image(program: Program) -> None:
    other = {**SECOND, "buildArgs": {"MILVUS_IMAGE": "milvusdb/milvus:v2.6.11"}}
    recording = program(services=json.dumps({"second": other}))
    names = {item.inputs["imageName"].rpartition(":")[0] for item in recording.of_type(":Image").values()}
    tags = {item.inputs["imageName"] for item in recording.of_type(":Image").values()}
    assert (len(tags), len(names)) == (4, 3)


@pytest.mark.usefixtures("hello")
def test_third_service_comes_from_its_files(program: Program) -> None:
    definition = {"pool": "jupyter", "mayEnter": ["users"], "instances": 2, "timeout": 60, "integrations": ["MINE"]}
    recording = program(services=json.dumps({"hello": definition}))
    service = recording.named("hello-service").inputs
    assert (service["name"], service["computePool"]) == ("HELLO", "JUPYTER_COMPUTE_POOL")
    assert (service["minInstances"], service["maxInstances"]) == (2, 2)
    assert service["externalAccessIntegrations"] == ["MINE"]
    assert "/milvus_demo/public/milvus_repo/hello:" in specification_of(recording, "hello")["containers"][0]["image"]
    assert recording.of_type(":Rollout")["hello-rollout"].inputs["timeout"] == 60
    let_in = {"milvus-jupyter-service-role", "jupyter-service-role", "hello-service-role"}
    assert set(recording.of_type(":ServiceRole")) == let_in
    assert recording.named("hello-service").provider == "jupyter-owner"


@pytest.mark.usefixtures("hello")
def test_a_service_has_the_owner_that_it_names(program: Program) -> None:
    definition = {"pool": "jupyter", "owner": "GREETERS", "mayEnter": ["milvus"]}
    recording = program(services=json.dumps({"hello": definition}))
    assert recording.named("hello-service").provider == "GREETERS-owner"
    assert recording.of_type("pulumi:providers:snowflake")["GREETERS-owner"].inputs["role"] == "GREETERS"
    assert recording.named("hello-milvus-usage").inputs["accountRoleName"] == "MILVUS_OWNER_ROLE"
    granted = {it.name: it.inputs["privileges"] for it in recording.resources if "GREETERS-owner-on" in it.name}
    assert granted == {
        "storage-GREETERS-owner-on-database": ["USAGE"],
        "storage-GREETERS-owner-on-schema": ["USAGE", "CREATE SERVICE"],
        "storage-GREETERS-owner-on-warehouse": ["USAGE"],
        "storage-GREETERS-owner-on-repository": ["READ"],
    }
    assert "jupyter-pool-to-GREETERS-owner" in recording.named("hello-service").dependencies


@pytest.mark.usefixtures("hello")
def test_a_pool_of_its_own_is_made_for_who_names_it(program: Program) -> None:
    pools = {"hello": {"instanceFamily": "CPU_X64_XS", "maxNodes": 3}}
    recording = program(services=json.dumps({"hello": {}}), pools=json.dumps(pools))
    made = recording.named("hello-pool").inputs
    assert (made["name"], made["instanceFamily"], made["minNodes"], made["maxNodes"]) == ("HELLO", "CPU_X64_XS", 1, 3)
    assert recording.named("hello-service").inputs["computePool"] == "HELLO"


def test_another_role_may_enter(program: Program) -> None:
    recording = program(services=json.dumps({"jupyter": {"mayEnter": ["users", "AUDITORS"]}}))
    granted = {name: item.inputs["grantee"] for name, item in recording.of_type(":ServiceRole").items()}
    assert granted["jupyter-service-role"] == "MILVUS_ROLE"
    assert granted["jupyter-AUDITORS-service-role"] == "AUDITORS"


def test_a_definition_begins_as_another_that_the_configuration_has_otherwise() -> None:
    given = {
        "jupyter": {"instances": 2, "buildArgs": {"A": 1}},
        "second": {"like": "jupyter", "placeholders": {"milvus_host": "milvus-2"}},
        "third": {"like": "second", "instances": 3, "buildArgs": {"B": "2"}},
    }
    found = loaded(services=given).services["third"]
    assert (found.image, found.specification, found.pool) == ("jupyter", "jupyter", "jupyter")
    assert (found.instances, found.may_enter, found.name) == (3, ("users",), "THIRD")
    assert found.build_args == {"PYTHON_IMAGE": "python:3.11.11-slim-bookworm", "A": "1", "B": "2"}
    assert found.placeholders == {"milvus_host": "milvus-2"}


def test_another_specification_need_not_use_what_the_one_before_had_to() -> None:
    other = loaded(services={"second": {**SECOND, "specification": "other"}, "third": {"like": "second"}}).services
    assert other["milvus"].required_placeholders == other["second"].required_placeholders == {"volume_gi"}
    bare = loaded(services={"second": {"like": "milvus", "specification": "other"}}).services["second"]
    assert (bare.placeholders, bare.required_placeholders) == ({"volume_gi": 10, "metrics_seconds": 60}, frozenset())


def test_an_image_to_build_comes_before_a_reference_that_it_begins_with() -> None:
    found = loaded(services={**GIVEN, "second": {"like": "milvus", "image": "milvus"}}).services
    assert found["milvus"].image_reference == "/milvus_demo/public/milvus_repo/milvus:1"
    assert found["second"].image_reference is None


def test_pools_of_protected_services_are_protected() -> None:
    given = {"second": {**SECOND, "pool": "own"}, "third": {"like": "jupyter", "pool": "jupyter", "protect": True}}
    found = loaded(protect="true", services=given, pools={"own": {}, "idle": {"like": "milvus"}})
    assert {key for key, pool in found.pools.items() if pool.protect} == {"milvus", "jupyter", "own"}
    assert {key for key, service in found.services.items() if service.protect} == {"milvus", "second", "third"}
    unprotected = loaded(protect="true", services={"milvus": {"protect": False}})
    assert not unprotected.pools["milvus"].protect


def test_outputs_have_the_address_of_who_can_be_entered(hello: Path) -> None:
    hello.write_text(f"{HELLO}  endpoints:\n    - name: web\n      port: 80\n      public: true\n")
    given = {
        "hello": {"pool": "jupyter", "mayEnter": ["users"]},
        "inside": {"like": "hello", "mayEnter": []},
        "second": {**SECOND, "mayEnter": ["users"]},
    }
    configure({"milvus-spcs:services": json.dumps(given)})
    found: list[object] = []

    async def outputs() -> None:
        found.append(await run_program())

    record(outputs)
    (shown,) = found
    assert isinstance(shown, dict)
    assert {name for name in shown if name.endswith("Url")} == {"notebookUrl", "helloUrl", "repositoryUrl"}
    assert {"milvus", "jupyter", "hello", "inside", "second"} < set(shown)


def test_image_references_build_nothing(program: Program) -> None:
    recording = program(services=json.dumps(GIVEN))
    assert not recording.of_type(":Image")
    assert not recording.of_type(":ServiceImage")
    assert not recording.of_type("pulumi:providers:docker")
    image = specification_of(recording, "milvus")["containers"][0]["image"]
    assert image == "/milvus_demo/public/milvus_repo/milvus:1"
    assert "storage-milvus-owner-on-repository" in recording.named("milvus-service").dependencies
    assert "storage-repository" in recording.named("storage-milvus-owner-on-repository").dependencies


def test_image_references_import_no_sdk_of_docker() -> None:
    """In a process of its own, since another test may have imported it."""
    changes = {"milvus-spcs:services": json.dumps(GIVEN), "milvus-spcs:preflight": "false"}
    program = (
        "import json, sys; from tests.unit.recording import configure, record, run_program;"
        f"configure({changes!r}); found = record(run_program);"
        "print(len(found.resources), [name for name in sys.modules if name.startswith(('docker', 'pulumi_docker'))])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=1)[1] == "[]\n"


def test_image_references_need_neither_base_images_nor_a_credential_to_push(project: Path) -> None:
    (project / "docker" / "config.json").write_text("{}")
    pushing = f"Docker's credential for {REGISTRY}"
    bare = {"milvusImage": "", "pythonImage": "", "snowflake:password": "", "snowflake:privateKey": "k"}
    secrets = ["snowflake:privateKey", "milvus-spcs:milvusUserPassword"]
    assert set(problems(source(bare, secrets))) == {
        "milvus-spcs:milvusImage",
        "milvus-spcs:pythonImage",
        pushing,
    }
    one = {**bare, "services": {"milvus": GIVEN["milvus"]}}
    assert set(problems(source(one, secrets))) == {"milvus-spcs:pythonImage", pushing}
    assert not settings.load(source({**bare, "services": GIVEN}, secrets), {}).builds


@pytest.mark.parametrize(
    ("nodes", "message"), [((2, 1), "nodes are 2 to 1; allowed: 1 or more, the least first"), ((0, 0), "nodes are 0")]
)
def test_refuse_a_pool_of_no_nodes(nodes: tuple[int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PoolSettings(name=Identifier("P"), instance_family="CPU_X64_S", min_nodes=nodes[0], max_nodes=nodes[1])


def test_limits_follow_the_family_of_the_pool_and_what_a_row_says(program: Program) -> None:
    recording = program(
        pools=json.dumps({"milvus": {"instanceFamily": "CPU_X64_M"}}),
        services=json.dumps(
            {
                "milvus": {"resources": {"cpuLimit": 3}},
                "second": SECOND | {"pool": "jupyter", "resources": {"memoryLimit": "6Gi"}},
            }
        ),
    )
    containers = [specification_of(recording, key)["containers"][0] for key in ("milvus", "second", "jupyter")]
    found = [it["resources"]["limits"] for it in containers]
    assert found == [
        {"cpu": "3", "memory": "23Gi"},
        {"cpu": "3", "memory": "6Gi"},  # as the one that it is like
        {"cpu": "2", "memory": "4Gi"},
    ]


def test_further_images_stand_for_placeholders_of_their_own(program: Program) -> None:
    recording = program()
    containers = {it["name"]: it["image"] for it in specification_of(recording, "milvus")["containers"]}
    assert re.fullmatch(r"/milvus_demo/public/milvus_repo/keeper:[0-9a-f]{16}", containers["keeper"])
    assert "milvus.keeper-image" in recording.of_type(":Image")


def test_further_images_go_with_the_specification_that_uses_them() -> None:
    keeper = {"image": "jupyter", "buildArgs": {"A": "1"}}
    found = loaded(
        services={
            "same": {"like": "milvus", "images": {"keeper": keeper}},
            "other": {"like": "milvus", "specification": "jupyter"},
            "named": {"like": "milvus", "specification": "milvus"},
            "more": {"like": "milvus", "images": {"second": {"imageReference": "/d/s/r/a:1"}}},
        }
    ).services
    assert found["same"].images["keeper"].image == "jupyter"
    assert found["same"].images["keeper"].build_args.keys() == {"PYTHON_IMAGE", "A"}
    assert found["other"].images == {}
    assert found["named"].images.keys() == {"keeper"}
    assert list(images_of({"more": found["more"]})) == ["more", "more.keeper", "more.second"]


def test_say_what_is_wrong_with_further_images() -> None:
    images: dict[str, Any] = {
        "a": {"keeper": {"image": "x", "imageReference": "/d/s/r/a:1"}},
        "b": {"keeper": {"imageDigest": "sha256:1"}},
        "c": {"keeper": {"pool": "milvus"}},
        "d": {"Keeper": {}},
    }
    found = problems(source({"services": {key: {"like": "milvus", "images": it} for key, it in images.items()}}))
    assert "one of image and imageReference" in found["milvus-spcs:services.a.images.keeper.imageReference"]
    assert "imageDigest of keeper: " in found["milvus-spcs:services.b.images"]
    assert (
        "the fields image, imageReference, imageDigest, buildArgs of keeper" in found["milvus-spcs:services.c.images"]
    )
    assert "names in small letters" in found["milvus-spcs:services.d.images"]
