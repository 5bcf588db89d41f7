"""Every setting changed on a stack that is up: the stack gets there, or the preview refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from devkit.bench.workspace import Workspace, opened
from devkit.errors import ToolchainError

UP = ("up", "--yes", "--skip-preview")
# what is changed at once
OTHERS: dict[str, dict[str, str]] = {
    "who uses": {"role": "R", "user": "U", "warehouse": "W", "warehouseSize": "SMALL", "warehouseAutoSuspend": "0"},
    "storage": {"repository": "OTHER_REPO", "specStage": "S1", "dataStage": "S2", "filesStage": "S3"},
    "the way out": {"networkRule": "OTHER_RULE", "egressIntegration": "OTHER_EAI", "egressHosts": "example.com:443"},
    "pools": {"milvusPool": "P1", "jupyterPool": "P2", "rollTimeout": "600"},
    "services": {"milvusService": "M", "jupyterService": "N", "specSource": "stage", "ingressIntegration": "true"},
    "schema and family": {"schema": "APP", "instanceFamily": "CPU_X64_M"},
    "database": {"database": "D"},
}


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with opened("guide", 0) as workspace:
        workspace.pulumi(*UP)
        yield workspace


def name_images(workspace: Workspace) -> None:
    """Where the repository is now: no images are built here."""
    settings = json.loads(workspace.pulumi("config", "--json"))
    value = {key: settings[f"milvus-spcs:{key}"]["value"] for key in ("database", "schema", "repository", "namePrefix")}
    prefix = value["namePrefix"]
    path = f"{prefix}{value['database']}/{value['schema']}/{prefix}{value['repository']}".lower()
    services = {key: {"imageReference": f"/{path}/{key}:benchmark"} for key in ("milvus", "jupyter")}
    workspace.pulumi("config", "set", "services", json.dumps(services))


@pytest.mark.parametrize("what", OTHERS)
def test_changed_settings_converge(workspace: Workspace, what: str) -> None:
    for setting, value in OTHERS[what].items():
        workspace.pulumi("config", "set", setting, value)
    name_images(workspace)
    workspace.pulumi("preview")
    workspace.pulumi(*UP)
    workspace.pulumi(*UP, "--refresh", "--expect-no-changes")


@pytest.mark.parametrize("setting", ["ownerRole", "notebookOwnerRole", "namePrefix"])
def test_another_owner_is_refused_at_preview(workspace: Workspace, setting: str) -> None:
    workspace.pulumi("config", "set", setting, "OTHER_")
    with pytest.raises(ToolchainError, match="services keep their owner"):
        workspace.pulumi("preview")
    workspace.pulumi("config", "rm", setting)


def test_what_was_changed_goes(workspace: Workspace) -> None:
    workspace.pulumi("destroy", "--yes", "--skip-preview")
    assert json.loads(workspace.pulumi("stack", "export"))["deployment"].get("resources", []) == []
