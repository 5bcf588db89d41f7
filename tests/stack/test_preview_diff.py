"""What a pull request is told of its change, word for word: one base, brought up once, and a change after the other."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from components.image_tag import PLATFORM, image_tag
from devkit import policy_pack
from devkit.console import Console
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.paths import Paths
from devkit.preview_diff.run import Comparison, opened
from devkit.preview_diff.trees import Sides, Trees
from devkit.pull_request import markdown, report
from pulumi_standins.docker.context import digest

ROOT = Paths.of_clone().root
STACK_FILE = "Pulumi.dev.yaml"
NOTEBOOK = Path("images/jupyter")
PYTHON_IMAGE = "python:3.11.13-slim-bookworm@sha256:86adf8dbadc3d6e82ee5dd2c74bec2e1c2467cdad47886280501df722372d2e1"
GRANTS = 'STORAGE_TO_USERS: Mapping[str, Privileges] = {"database": ("USAGE",), "schema": ("USAGE",)}'
ANY_HOST = "0.0.0.0:443"
ALL = "GUIDE_TO_USERS"
DATA_STAGE = '        self.data_stage = self._stage(name, "data-stage", settings.data_stage)\n'


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comparison]:
    with up(tmp_path_factory.mktemp("sides")) as found:
        yield found


@pytest.fixture(scope="module")
def total(comparison: Comparison) -> int:
    """How many resources the base has."""
    return comparison.preview(comparison.sides.head).unchanged


@contextmanager
def up(directory: Path, *lines: str) -> Iterator[Comparison]:
    """This program as the base, with lines of configuration; nothing of a person's own is in the environment."""
    sides = Sides(directory / "base", directory / "head", "main", "change")
    Trees(ROOT).copy(sides.base)
    for line in lines:
        configured(sides.base, line)
    shutil.copytree(sides.base, sides.head, symlinks=True)
    policy_pack.ensure(Context.of_clone(Console(io.StringIO())))
    with pytest.MonkeyPatch.context() as patch:
        for name in [it for it in os.environ if it.startswith(("SNOWFLAKE_", "PULUMI_", "DOCKER_"))]:
            patch.delenv(name)
        patch.setenv("DOCKER_HOST", f"unix://{directory}/no-daemon.sock")
        with opened(Console(io.StringIO()), sides, "dev") as found:
            assert found.bring_up() == ""
            yield found


@pytest.fixture
def head(comparison: Comparison, tmp_path: Path) -> Path:
    """The same program, to be changed."""
    return Path(shutil.copytree(comparison.sides.head, tmp_path / "head", symlinks=True))


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def configured(head: Path, line: str) -> None:
    replaced(head / STACK_FILE, "config:\n", f"config:\n  {line}\n")


def shown(comparison: Comparison, head: Path) -> str:
    """As the comment has it, which is rendered from what was written down; without what stands below each."""
    found = report.read(comparison.preview(head).to_json())
    text = markdown.comment(found, "").partition("<details><summary>What this preview")[0]
    # of a specification, with the tags of all its images in it
    return re.sub(r"(specification\.digest: )[0-9a-f]{16}", r"\1…", text)


def expected(name: str, unchanged: int = 0, **values: str) -> str:
    text = (Path(__file__).parent / "previews" / f"{name}.md").read_text()
    for key, value in {"unchanged": str(unchanged), **values}.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def test_a_change_that_nobody_made_is_none(comparison: Comparison, head: Path, total: int) -> None:
    assert shown(comparison, head) == f"### Preview of `dev`: no changes\n\n`main` → `change`, {total} unchanged\n\n"
    assert total > 60


def test_a_specification_is_shown_by_its_lines(comparison: Comparison, head: Path, total: int) -> None:
    replaced(head / "specs" / "milvus.yaml", "memory: ${memory_request}", "memory: 2Gi")
    assert shown(comparison, head) == expected("specification", total - 2)


def test_an_image_is_shown_with_what_runs_it(comparison: Comparison, head: Path, total: int) -> None:
    replaced(head / NOTEBOOK / "Dockerfile", "FROM", "# another\nFROM")
    values = {}
    for side, root in (("old", comparison.sides.head), ("new", head)):
        context = root / NOTEBOOK
        values[side] = image_tag(context, "Dockerfile", {"PYTHON_IMAGE": PYTHON_IMAGE}, PLATFORM)
        values[f"{side}_context"] = digest(str(context), str(context / "Dockerfile"))
    assert shown(comparison, head) == expected("image", total - 4, **values)


def test_a_grant_is_shown_by_its_privileges(comparison: Comparison, head: Path, total: int) -> None:
    more = '{"database": ("USAGE",), "schema": ("USAGE", "CREATE TABLE"), "warehouse": ("USAGE",)}'
    replaced(head / "components" / "stack_privileges.py", GRANTS, f"{GRANTS.partition('{')[0]}{more}")
    assert shown(comparison, head) == expected("grant", total - 1)


def test_a_pool_is_shown_with_what_goes_with_it(comparison: Comparison, head: Path, total: int) -> None:
    configured(head, "milvus-spcs:pools: {jupyter: {instanceFamily: CPU_X64_M, maxNodes: 2}}")
    assert shown(comparison, head) == expected("pool", total - 6)


def test_a_removed_stage_is_refused_and_a_loss(comparison: Comparison, head: Path, total: int) -> None:
    storage = head / "components" / "storage.py"
    replaced(storage, DATA_STAGE, "")
    replaced(storage, "self.data_stage.name", "self._args.settings.data_stage")  # whose grants stay
    assert shown(comparison, head) == expected("stage", total - 3)


def test_a_volume_that_would_go_is_refused_and_a_loss(comparison: Comparison, head: Path, total: int) -> None:
    configured(head, "milvus-spcs:pools: {milvus: {instanceFamily: CPU_X64_M}}")
    keeper = image_tag(head / "images" / "keeper", "Dockerfile", {"PYTHON_IMAGE": PYTHON_IMAGE}, PLATFORM)
    assert shown(comparison, head) == expected("volume", total - 8, keeper=keeper)


def test_a_setting_that_is_wrong_is_said(comparison: Comparison, head: Path) -> None:
    configured(head, "milvus-spcs:rollTimeout: 1")
    assert shown(comparison, head) == expected("setting")


def test_each_violated_policy_is_named_with_what_to_do(comparison: Comparison, head: Path, total: int) -> None:
    configured(head, "milvus-spcs:protect: false")
    configured(head, f"milvus-spcs:egressHosts: {ANY_HOST}")
    configured(head, 'milvus-spcs:warehouseAutoSuspend: "0"')
    configured(head, "milvus-spcs:pools: {jupyter: {instanceFamily: HIGHMEM_X64_S, maxNodes: 4}}")
    configured(head, "milvus-spcs:services: {jupyter: {imageReference: /milvus_demo/public/milvus_repo/jupyter:v1}}")
    replaced(head / "specs" / "milvus.yaml", "protocol: TCP", "protocol: TCP\n      public: true")
    replaced(head / "components" / "storage.py", "GUIDE_TO_USERS if args.guide_privileges else STORAGE_TO_USERS", ALL)
    replaced(head / "components" / "pools.py", "comment=stack_comment(),", "")
    (head / "policies" / "dev.json").write_text('{"tags-present": {"tags": ["GOVERNANCE.TAGS.TEAM"]}}')
    found = comparison.preview(head)
    assert markdown.render(found).partition("<details>")[0] == expected("policies", total - 18)
    assert found.refusal == ""


def test_policies_are_as_strict_as_the_stacks_configuration_of_them(comparison: Comparison, head: Path) -> None:
    """With the one for the guide's privileges, and limits of its own."""
    configured(head, "milvus-spcs:guidePrivileges: true")
    configured(head, "milvus-spcs:pools: {jupyter: {maxNodes: 4}}")
    guide = json.loads((head / "policies" / "guide.json").read_text())
    (head / "policies" / "dev.json").write_text(json.dumps({**guide, "pools-within-limits": {"maxNodes": 4}}))
    found = comparison.preview(head)
    assert (found.refusal, found.violations) == ("", ())
    assert {it.split(": ")[1] for it in found.notes} == guide.keys()


def test_without_a_stack_file_it_says_what_to_name(comparison: Comparison, head: Path) -> None:
    (head / STACK_FILE).unlink()
    with pytest.raises(ToolchainError, match=r"STACK is 'dev', and there is no Pulumi\.dev\.yaml"):
        comparison.preview(head)


def test_what_exists_is_made_up(tmp_path: Path) -> None:
    names = {
        "role": "ANALYSTS", "ownerRole": "SERVICES_OWNER", "notebookOwnerRole": "NOTEBOOKS_OWNER", "user": "VISITOR",
        "warehouse": "WORK", "database": "ANALYTICS", "schema": "APPS", "repository": "IMAGES",
        "egressIntegration": "HUB", "milvusPool": "BIG", "jupyterPool": "SMALL",
    }  # fmt: skip
    lines = [f"milvus-spcs:{key}: {{name: {name}, existing: true}}" for key, name in names.items()]
    roles = "milvus-spcs:roles: {storage: KEEPERS, account: PLATFORM}"
    with up(tmp_path, roles, *lines) as comparison:
        configured(comparison.sides.head, "milvus-spcs:services: {jupyter: {mayEnter: [users, GUESTS]}}")
        text = shown(comparison, comparison.sides.head)
    assert text.startswith("### Preview of `dev`: 2 to create\n"), text
    assert "+accountRoleName: GUESTS" in text
