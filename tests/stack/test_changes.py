"""Every setting changed on a stack that is up: the stack gets there, or the preview refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from components.checks import SYSTEM_ROLES
from components.settings_table import settings
from devkit.bench.workspace import Workspace, named_images, opened
from devkit.errors import ToolchainError
from devkit.service_user.making import ROLE as DEPLOYER
from devkit.service_user.making import USER, Site
from tests.stack.inventory import Inventory, differences, inventory

UP = ("up", "--yes", "--skip-preview")
PASSWORD = "milvusUserPassword"
# what is changed at once
OTHERS: dict[str, dict[str, str]] = {
    "who uses": {"role": "R", "user": "U", "warehouse": "W", "warehouseSize": "SMALL", "warehouseAutoSuspend": "0"},
    "parameters": {
        "warehouseStatementTimeout": "3600",
        "warehouseStatementQueuedTimeout": "0",
        "dataRetentionTimeInDays": "0",
    },
    "parameters left to the account": {
        "warehouseStatementTimeout": "",
        "warehouseStatementQueuedTimeout": "",
        "dataRetentionTimeInDays": "",
    },
    "tags": {"tags": '{"GOVERNANCE.PUBLIC.COST_CENTER": "42", "GOVERNANCE.PUBLIC.TEAM": "search"}'},
    "other tags": {"tags": '{"GOVERNANCE.PUBLIC.COST_CENTER": "43"}'},
    "storage": {"repository": "OTHER_REPO", "specStage": "S1", "dataStage": "S2", "filesStage": "S3"},
    "the way out": {"networkRule": "OTHER_RULE", "egressIntegration": "OTHER_EAI", "egressHosts": "example.com:443"},
    "pools": {
        "milvusPool": "P1",
        "jupyterPool": "P2",
        "rollTimeout": "600",
        "preflight": "false",
        "extraGrants": "report",
    },
    # nothing is built or pushed here
    "images": {
        "milvusImage": "milvusdb/milvus:v2.5.27",
        "pythonImage": "python:3.11.11-slim-bookworm",
        "registryHost": "127.0.0.1:5000",
        "preflight": "true",
        PASSWORD: "another-Made-up-1",
        # held, after another role made the pools and the integration
        "roles": '{"account": "CARETAKER"}',
    },
    "services": {"milvusService": "M", "jupyterService": "N", "specSource": "stage", "ingressIntegration": "true"},
    "schema and family": {"schema": "APP", "instanceFamily": "CPU_X64_M"},
    "database": {"database": "D"},
}

# of which the first is another owner of services, which they keep
KEPT: dict[str, dict[str, str]] = {
    "owner": {"ownerRole": "OTHER"},
    "notebook's owner": {"notebookOwnerRole": "OTHER"},
    "all names": {"namePrefix": "OTHER_"},
    "owner and other names": {
        "ownerRole": "OTHER",
        "database": "D2",
        "milvusPool": "P3",
        "role": "R2",
        "dataStage": "S4",
    },
}
# settings that another file changes on a stack that is up
ELSEWHERE = {
    **dict.fromkeys(("milvusVolumeGi", "protect", "services"), "test_data.py"),
    "pools": "test_data.py",
    "parked": "test_data.py",
    "imageSource": "test_changes.py",
    "keptGrants": "test_drift.py",
    "registryPassword": "test_whole_stack.py",
    **dict.fromkeys(("topology", "queryNodes", "objectStoreSecretKey"), "test_topology.py"),
    **dict.fromkeys(("etcdImage", "kafkaImage", "objectStoreImage"), "test_cluster.py"),
    **dict.fromkeys(("dataNodes", "indexNodes"), "../unit/test_cluster_definitions.py"),
    **dict.fromkeys(("objectStoreAccessKey", "objectStoreSecret"), "../unit/test_stored_keys.py"),
    **dict.fromkeys(("objectStoreHost", "objectStoreBucket", "objectStoreRegion"), "test_topology.py"),
    **dict.fromkeys(("kafkaBrokers", "kafkaUser", "kafkaPassword"), "test_topology.py"),
    **dict.fromkeys(("objectStoreTls", "kafkaTls", "kafkaMechanism"), "../unit/test_external_stores.py"),
    **dict.fromkeys(("kafkaSecret", "externalRule", "externalIntegration"), "../unit/test_external_stores.py"),
    "milvusPasswordGeneration": "test_security.py",
    **dict.fromkeys(
        ("milvusRootPassword", "milvusRootSecret", "milvusNotebookSecret"), "../unit/test_milvus_secrets.py"
    ),
    "snapshotsKept": "../unit/test_image_snapshot.py",
}
TAG = "GOVERNANCE.PUBLIC.COST_CENTER"
TAGS = (
    "CREATE DATABASE GOVERNANCE",
    f"CREATE TAG {TAG}",
    "CREATE TAG GOVERNANCE.PUBLIC.TEAM",
    "GRANT USAGE ON DATABASE GOVERNANCE TO ROLE MILVUS_DEPLOYER_ROLE",
    "GRANT USAGE ON SCHEMA GOVERNANCE.PUBLIC TO ROLE MILVUS_DEPLOYER_ROLE",
    f"GRANT APPLY ON TAG {TAG} TO ROLE MILVUS_DEPLOYER_ROLE",
    "GRANT APPLY ON TAG GOVERNANCE.PUBLIC.TEAM TO ROLE MILVUS_DEPLOYER_ROLE",
)
# what takes tags, by the name and kind that SYSTEM$GET_TAG is asked with
TAGGED = {
    **dict.fromkeys(("MILVUS_ROLE", "MILVUS_OWNER_ROLE", "JUPYTER_OWNER_ROLE"), "ROLE"),
    "MILVUS_USER": "USER",
    "MILVUS_WAREHOUSE": "WAREHOUSE",
    "MILVUS_DEMO": "DATABASE",
    **dict.fromkeys(("MILVUS_COMPUTE_POOL", "JUPYTER_COMPUTE_POOL"), "COMPUTE POOL"),
    "ALLOW_ALL_EAI": "INTEGRATION",
    "MILVUS_DEMO.PUBLIC.MILVUS_REPO": "IMAGE REPOSITORY",
    **dict.fromkeys((f"MILVUS_DEMO.PUBLIC.{stage}" for stage in ("YAML_STAGE", "DATA", "FILES")), "STAGE"),
    **dict.fromkeys((f"MILVUS_DEMO.PUBLIC.{service}" for service in ("MILVUS", "JUPYTER")), "SERVICE"),
}
# roles that the deployer does not hold
REFUSED = {"guidePrivileges": "true", "roles": '{"account": "SOMEBODY_ELSE"}'}
# as docs/real-account.md wants a role that is mapped to a part
CARETAKER = (
    "CREATE ROLE CARETAKER",
    "GRANT CREATE COMPUTE POOL, CREATE INTEGRATION ON ACCOUNT TO ROLE CARETAKER",
    "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE CARETAKER WITH GRANT OPTION",
    f"GRANT ROLE {DEPLOYER} TO ROLE CARETAKER",
    f"GRANT ROLE CARETAKER TO USER {USER}",
)


@pytest.fixture(scope="module")
def account() -> Iterator[tuple[Workspace, Inventory]]:
    """A stack that is up, and what its account held before; SYSADMIN may make no pools in it."""
    with opened("guide", 0, "sysadminCreatesPools=false") as workspace:
        run(workspace, *CARETAKER)
        before = inventory(Site(workspace.administrator))
        workspace.pulumi(*UP)
        yield workspace, before


@pytest.fixture(scope="module")
def workspace(account: tuple[Workspace, Inventory]) -> Workspace:
    return account[0]


def test_the_last_lines_say_where_in_which_state_and_what_runs(workspace: Workspace) -> None:
    said = workspace.pulumi(*UP, "--expect-no-changes").partition("\nOutputs:\n")[2]
    url = json.loads(workspace.pulumi("stack", "output", "--json"))["notebookUrl"]
    lines = [re.sub(r" +: ", " = ", line.strip()) for line in said.splitlines()]
    states = 'states = "MILVUS RUNNING, JUPYTER RUNNING"'
    told = ['costPerHour = "0.22 credits for 2 nodes of CPU_X64_S"', f'notebookUrl = "{url}"', states]
    assert [line for line in lines if line in told] == told
    assert [line for line in lines if line.endswith("unchanged")] == [lines[lines.index("Resources:") + 1]]


# where the account keeps no more of an image than its name, the digest is made of that
PATH = "milvus_demo/public/milvus_repo"
PUSHED = {
    place: f"sha256:{sha256(f'{PATH}/{image}:benchmark'.encode()).hexdigest()}"
    for place, image in (("milvus", "milvus"), ("milvus.keeper", "keeper"), ("jupyter", "jupyter"))
}
NO_DOCKER = {"DOCKER_HOST": "unix:///nowhere/docker.sock"}


def test_images_that_were_pushed_before_run_with_no_docker(workspace: Workspace) -> None:
    """As docs/environments.md says."""
    workspace.pulumi("config", "set", "imageSource", "registry")
    with pytest.raises(ToolchainError, match=r"services\.milvus\.imageDigest is missing; allowed: the digest"):
        workspace.pulumi("preview", **NO_DOCKER)
    services = json.loads(workspace.pulumi("config", "get", "services"))
    rows = {key: {**row, "imageDigest": PUSHED["jupyter"]} for key, row in services.items()}
    rows["milvus"]["images"] = {
        "keeper": {**services["milvus"]["images"]["keeper"], "imageDigest": PUSHED["milvus.keeper"]}
    }
    workspace.pulumi("config", "set", "services", json.dumps(rows))
    with pytest.raises(ToolchainError, match=f"milvus:benchmark is {PUSHED['milvus']}, another image; allowed: sha"):
        workspace.pulumi("preview", **NO_DOCKER)

    rows["milvus"]["imageDigest"] = PUSHED["milvus"]
    workspace.pulumi("config", "set", "services", json.dumps(rows))
    workspace.pulumi(*UP, **NO_DOCKER)
    resources = json.loads(workspace.pulumi("stack", "export"))["deployment"]["resources"]
    assert [it["type"] for it in resources if "docker" in it["type"]] == []
    images = json.loads(workspace.pulumi("stack", "output", "images", "--json"))
    assert {key: it["digest"] for key, it in images.items()} == PUSHED
    assert images["milvus"]["image"].endswith(f"/{PATH}/milvus:benchmark")


def test_an_image_of_these_files_has_to_be_pushed(workspace: Workspace) -> None:
    """The tag is the one that building would give it, and nothing was built."""
    services = json.loads(workspace.pulumi("config", "get", "services"))
    services["milvus"].pop("imageReference")
    workspace.pulumi("config", "set", "services", json.dumps(services))
    with pytest.raises(ToolchainError, match=f"is not there; {PUSHED['milvus']} is, as milvus:benchmark, built from"):
        workspace.pulumi("preview", **NO_DOCKER)
    workspace.pulumi("config", "rm", "imageSource")
    name_images(workspace)


def name_images(workspace: Workspace) -> None:
    """Where the repository is now: no images are built here."""
    settings = json.loads(workspace.pulumi("config", "--json"))
    value = {key: settings[f"milvus-spcs:{key}"]["value"] for key in ("database", "schema", "repository", "namePrefix")}
    prefix = value["namePrefix"]
    path = f"{prefix}{value['database']}/{value['schema']}/{prefix}{value['repository']}".lower()
    services = named_images(path)
    workspace.pulumi("config", "set", "services", json.dumps(services))


def test_no_system_role_makes_grants_or_gets_anything(account: tuple[Workspace, Inventory]) -> None:
    workspace, before = account
    made = [it for it in differences(before, inventory(Site(workspace.administrator))) if it.startswith("+ ")]
    named = [f"'{role}'" for role in SYSTEM_ROLES if role != "PUBLIC"]  # which schemas are called, too
    assert not [line for line in made for it in (*named, *(f"ROLE {role}:" for role in SYSTEM_ROLES)) if it in line]
    assert any("'MILVUS_ROLE'" in line for line in made)


def run(workspace: Workspace, *statements: str) -> list[tuple[Any, ...]]:
    """Rows of the last one; the administrator sends them."""
    with closing(Site(workspace.administrator).signed_in()) as connection, closing(connection.cursor()) as cursor:
        for statement in ("USE ROLE ACCOUNTADMIN", "USE SECONDARY ROLES ALL", *statements):
            cursor.execute(statement)
        return list(cursor.fetchall())


def tags_of_all(workspace: Workspace) -> dict[str, str | None]:
    """The values of TAG, by the objects' names."""
    columns = ", ".join(f"SYSTEM$GET_TAG('{TAG}', '{name}', '{kind}')" for name, kind in TAGGED.items())
    [row] = run(workspace, f"SELECT {columns}")
    return dict(zip(TAGGED, row, strict=True))


def test_a_tag_that_may_not_be_set_is_refused_at_preview(workspace: Workspace) -> None:
    workspace.pulumi("config", "set", "tags", f'{{"{TAG}": "42"}}')
    with pytest.raises(ToolchainError, match=f"tag {TAG} is not there, or not to be seen by MILVUS_DEPLOYER_ROLE"):
        workspace.pulumi("preview")
    run(workspace, *TAGS[:5], f"GRANT READ ON TAG {TAG} TO ROLE MILVUS_DEPLOYER_ROLE")
    with pytest.raises(ToolchainError, match=f"role MILVUS_DEPLOYER_ROLE is without APPLY on tag {TAG}"):
        workspace.pulumi("preview")
    run(workspace, *TAGS[5:])
    workspace.pulumi("config", "rm", "tags")


def test_tags_are_set_on_all_that_takes_them_and_put_back(workspace: Workspace) -> None:
    workspace.pulumi("config", "set", "tags", f'{{"{TAG}": "42"}}')
    workspace.pulumi(*UP)
    assert tags_of_all(workspace) == dict.fromkeys(TAGGED, "42")
    run(workspace, f"ALTER WAREHOUSE MILVUS_WAREHOUSE UNSET TAG {TAG}", f"ALTER USER MILVUS_USER SET TAG {TAG} = '7'")
    run(workspace, "DROP SERVICE MILVUS_DEMO.PUBLIC.JUPYTER FORCE")
    workspace.pulumi(*UP, "--refresh")
    assert tags_of_all(workspace) == dict.fromkeys(TAGGED, "42")
    workspace.pulumi("config", "rm", "tags")
    workspace.pulumi(*UP)
    assert tags_of_all(workspace) == dict.fromkeys(TAGGED)


@pytest.mark.parametrize("what", OTHERS)
def test_changed_settings_converge(workspace: Workspace, what: str) -> None:
    for setting, value in OTHERS[what].items():
        workspace.pulumi("config", "set", *(["--secret"] if setting == PASSWORD else []), setting, value)
    name_images(workspace)
    workspace.pulumi("preview")
    workspace.pulumi(*UP)
    workspace.pulumi(*UP, "--refresh", "--expect-no-changes")


@pytest.mark.parametrize("changes", KEPT.values(), ids=KEPT)
def test_another_owner_is_refused_before_anything_goes(workspace: Workspace, changes: dict[str, str]) -> None:
    before = inventory(Site(workspace.administrator))
    for setting, value in changes.items():
        workspace.pulumi("config", "set", setting, value)
    for command in (("preview",), UP):
        with pytest.raises(ToolchainError, match="services keep their owner"):
            workspace.pulumi(*command)
    assert differences(before, inventory(Site(workspace.administrator))) == []
    workspace.pulumi("config", "rm-all", *changes)


@pytest.mark.parametrize("setting", REFUSED)
def test_other_makers_that_are_not_held_are_refused(workspace: Workspace, setting: str) -> None:
    workspace.pulumi("config", "set", setting, REFUSED[setting])
    for command in (("preview",), UP):
        with pytest.raises(ToolchainError, match="is not there, or not granted to"):
            workspace.pulumi(*command)
    workspace.pulumi("config", "rm", setting)


def test_every_setting_is_changed_by_a_test() -> None:
    changed = [setting for group in (*OTHERS.values(), *KEPT.values()) for setting in group]
    assert sorted({*changed, *ELSEWHERE, *REFUSED}) == sorted(it.name for it in settings())
    assert ELSEWHERE.keys().isdisjoint(changed)
    assert all((Path(__file__).parent / file).is_file() for file in ELSEWHERE.values())


def test_what_was_changed_goes(workspace: Workspace) -> None:
    workspace.pulumi("destroy", "--yes", "--skip-preview")
    assert json.loads(workspace.pulumi("stack", "export"))["deployment"].get("resources", []) == []
