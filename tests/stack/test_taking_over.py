"""A state that is lost, and an account that was set up by hand: taken over, and nothing is made anew.

The accounts' services are said to run: what is theirs to keep is told by when they were made.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from devkit import environment
from devkit.bench.workspace import Workspace, named_images, opened
from devkit.errors import ToolchainError
from devkit.paths import Paths
from devkit.service_user.making import Site
from spcs_local_tests.guide import typed
from tests.stack.inventory import Inventory, differences, inventory

SCHEMA = "MILVUS_DEMO.APP"
IMAGES = named_images("milvus_demo/app/milvus_repo", "1")
UP = ("up", "--yes", "--skip-preview")
IMPORT = ("import", "--yes", "--skip-preview", "--generate-code=false", "--file")
KEPT = (
    "DATABASES",
    "SCHEMAS IN ACCOUNT",
    "COMPUTE POOLS",
    "STAGES IN ACCOUNT",
    "SERVICES IN ACCOUNT",
    "IMAGE REPOSITORIES IN ACCOUNT",
)


@dataclass(frozen=True)
class Stack:
    """One on an account of its own, with files on its stage FILES."""

    workspace: Workspace

    def run(self, *statements: str, role: str = "ACCOUNTADMIN") -> list[tuple[Any, ...]]:
        """The rows of the last one."""
        connecting = closing(Site(self.workspace.administrator).signed_in())
        with connecting as connection, closing(connection.cursor()) as cursor:
            for statement in (f"USE ROLE {role}", "USE SECONDARY ROLES ALL", *statements):
                cursor.execute(statement)
            return list(cursor.fetchall())

    def command(self) -> subprocess.CompletedProcess[str]:
        """What `make import-file` calls."""
        return subprocess.run(
            [sys.executable, "-m", "components.import_file", "--stack", "local", "--file", "taken.json"],
            cwd=self.workspace.directory,
            env=self.workspace.variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def file(self) -> str:
        """The file, which takes something."""
        (self.workspace.directory / "taken.json").unlink(missing_ok=True)
        done = self.command()
        assert done.returncode == 0, done.stdout + done.stderr
        return (self.workspace.directory / "taken.json").read_text()

    def refusal(self) -> str:
        """What cannot be taken; there is no file."""
        (self.workspace.directory / "taken.json").unlink(missing_ok=True)
        done = self.command()
        assert done.returncode == 2, done.stdout + done.stderr
        assert not (self.workspace.directory / "taken.json").exists()
        return done.stderr

    def would(self) -> dict[str, int]:
        """What a run would do, by what it does."""
        shown = self.workspace.pulumi("preview", "--json")
        summary: dict[str, int] = json.loads(shown[shown.index("{") :])["changeSummary"]
        return summary

    def inventory(self) -> Inventory:
        return inventory(Site(self.workspace.administrator))

    def made(self) -> set[tuple[str, str, str]]:
        """What holds data, or can: what it is, its name, and when it was made."""
        found = self.inventory()
        return {(kind, str(row["name"]), str(row["created_on"])) for kind in KEPT for row in found[f"SHOW {kind}"]}

    def state(self) -> list[str]:
        exported = json.loads(self.workspace.pulumi("stack", "export"))
        return [it["urn"] for it in exported["deployment"].get("resources") or ()]

    def lose_state(self) -> None:
        self.workspace.pulumi("stack", "rm", "local", "--force", "--yes", "--preserve-config")
        self.workspace.pulumi("stack", "init", "local", "--secrets-provider", "passphrase")

    def take_over(self) -> None:
        """What the file says, and after it nothing is made anew."""
        self.workspace.pulumi(*IMPORT, "taken.json")
        assert self.would().keys() <= {"create", "update", "same"}
        done = self.workspace.pulumi(*UP)
        assert not re.search(r"replac|delet", done)
        self.workspace.pulumi(*UP, "--expect-no-changes")

    @property
    def secrets(self) -> tuple[str, ...]:
        paths = Paths(self.workspace.directory, Paths.of_clone().cache)
        key = json.loads((paths.local / "deployer.json").read_text())["private_key"]
        return environment.local_secrets(paths).milvus_user_password, key.splitlines()[2]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A protected one that is up, with a file on its stage FILES."""
    with opened("guide", 0) as workspace:
        for key, value in {"protect": "true", "schema": "APP", "services": json.dumps(IMAGES)}.items():
            workspace.pulumi("config", "set", key, value)
        workspace.pulumi(*UP)
        stack = Stack(workspace)
        (workspace.directory / "notes.txt").write_text("kept")
        stack.run(f"PUT file://{workspace.directory}/notes.txt @{SCHEMA}.FILES AUTO_COMPRESS = FALSE")
        yield stack


def files(stack: Stack, stage: str) -> list[str]:
    return sorted(str(row[0]) for row in stack.run(f"LIST @{stage}"))


def test_a_lost_state_is_taken_over_and_the_account_stays_as_it_is(stack: Stack) -> None:
    before = stack.inventory()
    stack.lose_state()
    with pytest.raises(ToolchainError, match="make import-file STACK=local"):
        stack.workspace.pulumi("preview")
    content = stack.file()
    stack.take_over()

    assert differences(before, stack.inventory()) == []
    assert files(stack, f"{SCHEMA}.FILES") == ["files/notes.txt"]
    assert not any(secret in content for secret in stack.secrets)
    assert (stack.workspace.directory / "taken.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(ToolchainError, match="protected"):
        stack.workspace.pulumi("destroy", "--yes", "--skip-preview")


def test_what_cannot_be_the_stacks_is_said_before_anything_is_taken(stack: Stack) -> None:
    kept, ours = stack.workspace.pulumi("stack", "export"), "Pulumi stack organization/milvus-spcs/local"
    stack.lose_state()
    settings = {"instanceFamily": ("CPU_X64_S", "CPU_X64_M"), "milvusVolumeGi": ("10", "20")}
    for name, (_, changed) in settings.items():
        stack.workspace.pulumi("config", "set", name, changed)
    given = "GRANT OWNERSHIP ON WAREHOUSE MILVUS_WAREHOUSE TO ROLE {} COPY CURRENT GRANTS"
    stack.run(f"ALTER DATABASE MILVUS_DEMO SET COMMENT = '{ours.replace('local', 'prod')}'", given.format("SYSADMIN"))
    refusal = stack.refusal()
    stack.run(f"ALTER DATABASE MILVUS_DEMO SET COMMENT = '{ours}'", given.format("MILVUS_DEPLOYER_ROLE"))
    for name, (known, _) in settings.items():
        stack.workspace.pulumi("config", "set", name, known)
    stack.workspace.pulumi("stack", "import", stdin=kept)

    for said in (
        "compute pool MILVUS_COMPUTE_POOL is of instance family CPU_X64_S; allowed: instance family CPU_X64_M",
        f"service {SCHEMA}.MILVUS is with block volume data of 10Gi; allowed: block volume data of 20Gi",
        f"database MILVUS_DEMO is made by {ours.replace('local', 'prod')}",
        f"let SYSADMIN run {given.format('MILVUS_DEPLOYER_ROLE')}",
    ):
        assert said in refusal
    assert "Traceback" not in refusal


def test_of_a_part_the_rest_is_made_and_what_was_taken_can_be_given_back(stack: Stack) -> None:
    stack.run(f"DROP SERVICE {SCHEMA}.JUPYTER FORCE", "DROP INTEGRATION ALLOW_ALL_EAI", "DROP ROLE JUPYTER_OWNER_ROLE")
    stack.lose_state()
    kept = stack.made()
    content = stack.file()
    assert "jupyter-service" not in content
    assert "jupyter-owner" not in json.dumps([it.get("provider") for it in json.loads(content)["resources"]])

    before = stack.workspace.pulumi("stack", "export")
    stack.workspace.pulumi(*IMPORT, "taken.json")
    stack.workspace.pulumi("stack", "import", stdin=before)
    assert stack.state() == []
    stack.take_over()
    assert kept < stack.made()


def test_the_guide_typed_by_hand_is_taken_over(tmp_path: Path) -> None:
    with opened("guide", 0) as workspace:
        for key, value in {"snowflake:role": "ACCOUNTADMIN", "guidePrivileges": "true", "protect": "true"}.items():
            workspace.pulumi("config", "set", key, value)
        stack = Stack(workspace.signed_in(**workspace.administrator))
        stack.run(*typed(tmp_path))
        # as the message says
        refusal = stack.refusal()
        given = re.findall(r"let (\w+) run (GRANT OWNERSHIP ON .*?)\.$", refusal, re.MULTILINE)
        dropped = re.findall(r"run (DROP SERVICE \S+ FORCE)", refusal)
        assert (len(given), len(dropped), refusal.count("\n  - ")) == (2, 2, 4)
        for who, statement in (*given, *(("SYSADMIN", statement) for statement in dropped)):
            stack.run(statement, role=who)

        kept = stack.made()
        stack.file()
        stack.take_over()
        assert kept < stack.made()
        assert files(stack, "MILVUS_DEMO.PUBLIC.YAML_STAGE") == ["yaml_stage/jupyter.yaml", "yaml_stage/milvus.yaml"]
