"""`pulumi new`, as a person answers it on a terminal: a stack of their own, which a preview takes."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import subprocess
import sysconfig
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from devkit import deployer, environment, launchers
from devkit.bench.workspace import GIVEN, account_in_memory
from devkit.context import Context
from devkit.local_account import Account
from devkit.service_user.making import ROLE
from devkit.testing import waiting
from tests.stack.conftest import copy_clone

PASSWORD = "Hunter-2"
HOST = "pulumi-language-python"
DEV = "Pulumi.dev.yaml"
FILES = ("__main__.py", "Pulumi.yaml", DEV, "Pulumi.README.md", "requirements.txt")
TEMPLATE = ("components", "images", "specs", *FILES)


@pytest.fixture(scope="module")
def local(toolchain_context: Context, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Context, Account]]:
    """An account, and the clone whose account it is."""
    context = copy_clone(toolchain_context.paths.root, tmp_path_factory.mktemp("account"))
    environment.local_secrets(context.paths)
    environment.backend(context.paths).mkdir()
    with account_in_memory(context) as account:
        yield context, account


@pytest.fixture(scope="module")
def variables(local: tuple[Context, Account]) -> dict[str, str]:
    """Of a person who holds the deployer's role; what is installed for the tests is there for pip as well."""
    context, account = local
    full = environment.full(context, account, deployer.ensure(context, account))
    own = {name: value for name, value in full.items() if name not in ("PULUMI_STACK", "PULUMI_OPTION_CONFIG_FILE")}
    host = shutil.which(HOST, path=own["PATH"])
    # pip has all that it needs there; Pulumi's own language host looks for more
    offline = {"PIP_NO_INDEX": "1"} if host and launchers.is_stand_in(Path(host)) else {}
    return {**own, **offline, "PYTHONPATH": sysconfig.get_path("purelib"), "TERM": "xterm"}


@pytest.fixture(scope="module")
def template(toolchain_context: Context, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as its address gives it, without what a stack does not need."""
    target = tmp_path_factory.mktemp("template")
    for name in TEMPLATE:
        source = toolchain_context.paths.root / name
        ignored = shutil.ignore_patterns("__pycache__")
        (shutil.copytree(source, target / name, ignore=ignored) if source.is_dir() else shutil.copy(source, target))
    return target


@pytest.fixture(scope="module")
def project(
    template: Path, local: tuple[Context, Account], variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What is not answered takes its default."""
    _, account = local
    target = tmp_path_factory.mktemp("project")
    answers = {
        "Project name": "",
        "Project description": "",
        "Stack name": "mine",
        "(milvusImage)": "",
        "(milvusUserPassword)": PASSWORD,
        "(pythonImage)": "",
        "(snowflake:accountName)": account.name,
        "(snowflake:organizationName)": account.organization,
        "(snowflake:role)": "",
    }
    shown = answered(["pulumi", "new", str(template), "--dir", str(target), "--offline"], variables, answers)
    assert "Your new project is ready to go!" in shown, shown
    assert "python -m components.bootstrap --public-key deployer.pub" in shown
    assert PASSWORD not in shown
    return target


def answered(command: list[str], variables: dict[str, str], answers: dict[str, str]) -> str:
    """What the command shows on a terminal on which each question is answered when it is asked."""
    ours, its = pty.openpty()
    process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=variables, start_new_session=True)
    os.close(its)
    shown: list[str] = []

    def read() -> None:
        with contextlib.suppress(OSError):  # the other side is closed
            while part := os.read(ours, 65536):
                shown.append(part.decode(errors="replace"))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        seen = 0
        for question, answer in answers.items():
            waiting.until(lambda: question in "".join(shown)[seen:] or process.poll() is not None, question)  # noqa: B023
            seen = len("".join(shown))
            os.write(ours, f"{answer}\r".encode())
        process.wait(waiting.PATIENCE)
        reader.join(waiting.PATIENCE)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return "".join(shown)


def test_the_stacks_file_has_what_was_answered_and_no_secret_in_clear(
    project: Path, template: Path, local: tuple[Context, Account]
) -> None:
    _, account = local
    text = (project / "Pulumi.mine.yaml").read_text(encoding="utf-8")
    config = yaml.safe_load(text)["config"]
    dev = yaml.safe_load((template / DEV).read_text(encoding="utf-8"))["config"]
    assert set(config.pop("milvus-spcs:milvusUserPassword")) == {"secure"}
    assert PASSWORD not in text
    assert config == {
        "snowflake:organizationName": account.organization,
        "snowflake:accountName": account.name,
        "snowflake:role": ROLE,
        "milvus-spcs:milvusImage": dev["milvus-spcs:milvusImage"],
        "milvus-spcs:pythonImage": dev["milvus-spcs:pythonImage"],
    }


def test_a_preview_takes_it(project: Path, local: tuple[Context, Account], variables: dict[str, str]) -> None:
    """As it is, but for images that are in the account, so that nothing is built."""
    _, account = local
    more = (f"registryHost={account.registry_host}", f"services={json.dumps(GIVEN)}")
    command = ["pulumi", "preview", "--stack=mine", "--non-interactive", *(f"--config={it}" for it in more)]
    done = subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\+ \d+ to create", done.stdout)
