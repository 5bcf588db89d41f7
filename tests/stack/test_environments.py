"""The lines of docs/environments.md that make an environment, with a bucket and a key of servers on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from devkit import environment
from devkit.context import Context
from tests.stack.buckets import Bucket

BACKEND = "export PULUMI_BACKEND_URL='s3://acme-pulumi-state?region=eu-central-1'\n"
KEY = "awskms://alias/pulumi?region=eu-central-1"
PASSWORD = "Made-up-password-1"
LOCK = {"pid": 4711, "username": "somebody", "hostname": "elsewhere", "timestamp": "2026-11-28T10:00:00Z"}


@dataclass(frozen=True)
class Project:
    """A directory with the repository's stack files, in which nobody else's settings are."""

    directory: Path
    variables: dict[str, str]

    def sh(self, lines: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-ec", lines],
            cwd=self.directory,
            env=self.variables,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def file(self) -> str:
        return (self.directory / "Pulumi.prod.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project(toolchain_context: Context, bucket: Bucket, tmp_path_factory: pytest.TempPathFactory) -> Project:
    bucket.make_key("alias/pulumi")
    directory, root = tmp_path_factory.mktemp("project"), toolchain_context.paths.root
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml"):
        shutil.copyfile(root / name, directory / name)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "AWS_"))}
    engine = environment.pulumi_variables(toolchain_context)
    local = ("PULUMI_STACK", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_OPTION_CONFIG_FILE", "PULUMI_BACKEND_URL")
    engines = {name: value for name, value in engine.items() if name not in local}
    return Project(directory, {**kept, **engines, **bucket.variables})


def test_the_pages_lines_make_an_environment(toolchain_context: Context, project: Project) -> None:
    page = (toolchain_context.paths.root / "docs" / "environments.md").read_text(encoding="utf-8")
    lines = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)[0]
    assert BACKEND in lines
    before = project.file
    done = project.sh(lines.replace(BACKEND, ""), PASSWORD)
    assert done.returncode == 0, done.stderr
    kept = [line for line in before.splitlines() if line.startswith(("#", "  #"))]
    assert [line for line in project.file.splitlines() if line.strip().startswith("#")] == kept


def test_the_key_opens_the_secret_and_no_passphrase_is_asked_for(project: Project) -> None:
    content = yaml.safe_load(project.file)
    assert content["secretsprovider"] == KEY
    assert PASSWORD not in project.file
    assert project.sh("pulumi config get --stack prod milvusUserPassword").stdout.strip() == PASSWORD


def test_another_run_is_refused_and_the_first_is_named(project: Project, bucket: Bucket) -> None:
    bucket.put(".pulumi/locks/organization/milvus-spcs/prod/one.json", json.dumps(LOCK))
    done = project.sh("pulumi refresh --yes --skip-preview --stack prod --non-interactive")
    assert done.returncode != 0
    assert "currently locked by 1 lock(s)" in done.stderr
    assert "somebody@elsewhere (pid 4711)" in done.stderr
