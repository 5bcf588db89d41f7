"""The commands on the local run."""

import contextlib
import fcntl
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from devkit import docker_api, docker_daemon, environment, files, local_run, stack
from devkit.clones import Users
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.paths import Paths
from spcs_local_tests.model.rights import without_rights_to_others_files


def test_alone_refuses_a_second_command(context: Context) -> None:
    (context.paths.local).mkdir(parents=True)
    with (context.paths.local / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ToolchainError, match="is at work"), local_run.alone(context):
            pass


def test_last_screen_names_url_user_and_where_the_password_is(context: Context, screen: io.StringIO) -> None:
    account = Account("LOCAL", "DEV", 7878, 7879, "ADMIN", "hidden")
    text = local_run.last_screen(context.paths, account, "http://dfczxej6-local-dev.localhost:7880", "MILVUS_USER")

    assert "Notebook   http://dfczxej6-local-dev.localhost:7880\n" in text
    assert "  sign in  MILVUS_USER, password: milvus_user_password in .local/secrets.json\n" in text
    assert "Account    http://127.0.0.1:7878\n  sign in  ADMIN, password in .local/administrator.json\n" in text
    assert all(command in text for command in ("make status", "make logs SERVICE=", "make -s env", "make down"))
    assert "hidden" not in text
    assert screen.getvalue() == ""


def test_last_screen_has_ten_lines_of_80_columns_at_most(context: Context) -> None:
    account = Account("LOCAL", "DEV", 65535, 7879, "ADMIN", "hidden")
    url = "http://dfczxej6-local-dev.localhost:65535"
    lines = local_run.last_screen(context.paths, account, url, "MILVUS_USER").split("\n")
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 80


@pytest.fixture
def removed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What of Docker was removed; nothing is asked of the Docker of this machine."""
    asked: list[str] = []

    def note(*arguments: str) -> int:
        asked.append(" ".join(arguments))
        return 1

    monkeypatch.setattr(docker_api, "version", lambda: "1.2")
    monkeypatch.setattr(docker_api, "objects", lambda _label: [])
    monkeypatch.setattr(docker_api, "remove_images", note)
    monkeypatch.setattr(docker_api, "remove_references", note)
    monkeypatch.setattr(docker_daemon, "stop", lambda _context: note("daemon"))
    return asked


def configured(paths: Paths, registry: str) -> Paths:
    """A clone that has been set up and had a stack."""
    paths.root.mkdir(exist_ok=True)
    Users.of_cache(paths).add(paths)
    environment.prepare(paths)
    files.write(paths.local / "configured.json", json.dumps({"registryHost": registry}))
    return paths


def test_clean_of_the_only_clone_removes_all(context: Context, removed: list[str]) -> None:
    configured(context.paths, "127.0.0.1:7879")
    assert local_run.clean(context) == 0
    assert removed == ["milvus-spcs.image", "daemon"]
    assert not context.paths.cache.exists()
    assert not context.paths.local.exists()


@pytest.mark.parametrize(
    ("registry", "removes"), [("127.0.0.1:1", ["milvus-spcs.image 127.0.0.1:1"]), ("127.0.0.1:2", [])]
)
def test_clean_leaves_what_another_clone_uses(
    context: Context, removed: list[str], tmp_path: Path, screen: io.StringIO, registry: str, removes: list[str]
) -> None:
    configured(context.paths, registry)
    other = configured(Paths(tmp_path / "other", context.paths.cache), "127.0.0.1:2")
    files.write(context.paths.cache / "engine" / "pulumi", "engine")
    assert local_run.clean(context) == 0
    assert removed == [*removes, "daemon"]
    assert (context.paths.cache / "engine" / "pulumi").exists()
    assert (context.paths.local.exists(), other.local.exists()) == (False, True)
    assert f"stays, and with it the base images: {other.root} works with it" in screen.getvalue()
    assert local_run.clean(Context(other, context.versions, context.console)) == 0
    assert not context.paths.cache.exists()


def closed_by_a_container(paths: Paths) -> Path:
    """A file of a stage, in a directory that nobody else may write to."""
    below = paths.local / "stages" / "7" / "below"
    below.mkdir(parents=True)
    (below / "file").touch()
    below.chmod(0o500)
    return below


def account_command(paths: Paths, *lines: str) -> None:
    """What is to be run as spcs-local, by the virtual environment's Python."""
    files.write(paths.spcs_local, "\n".join(("#!/bin/sh", *lines, "")), 0o755)
    files.write(paths.python, "")


def test_clean_has_the_account_open_what_its_containers_wrote(context: Context, removed: list[str]) -> None:
    paths = configured(context.paths, "127.0.0.1:7879")
    below = closed_by_a_container(paths)
    account_command(paths, f"test \"$1\" = stop && chmod 777 '{below}'")
    with without_rights_to_others_files():
        assert local_run.clean(context) == 0
    assert removed[-1] == "daemon"
    assert not paths.local.exists()


def test_clean_asks_no_account_that_left_nothing(context: Context, removed: list[str]) -> None:
    paths = configured(context.paths, "127.0.0.1:7879")
    (paths.local / "stages" / "7").mkdir(parents=True)
    account_command(paths, "exit 3")
    with without_rights_to_others_files():
        assert local_run.clean(context) == 0
    assert removed[-1] == "daemon"


def test_clean_says_how_to_remove_what_nobody_opens(context: Context, removed: list[str]) -> None:
    paths = configured(context.paths, "127.0.0.1:7879")
    below = closed_by_a_container(paths)
    account_command(paths)
    told = rf"^clean: {re.escape(str(paths.local))} .* no container of the account's could open it\. Run: sudo rm -rf "
    with without_rights_to_others_files(), pytest.raises(ToolchainError, match=told):
        local_run.clean(context)
    assert removed[-1] == "daemon"
    below.chmod(0o700)


class Asked:
    """An engine that notes what it is asked for."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def ask(self, *arguments: str) -> str:
        self.lines.append(" ".join(arguments))
        return ""

    def show(self, _step: object, *arguments: str) -> int:
        self.ask(*arguments)
        return 0


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Asked:
    made = Asked()
    monkeypatch.setattr(local_run, "start", lambda _context: SimpleNamespace(pulumi=made))
    return made


@pytest.mark.parametrize(("parked", "value"), [(True, "true"), (False, "false")])
def test_park_says_so_in_the_local_stacks_file_and_has_it_so(
    context: Context, engine: Asked, parked: bool, value: str
) -> None:
    assert local_run.park(context, parked=parked) == 0
    assert engine.lines == [f"config set milvus-spcs:parked {value}", "up --yes --skip-preview"]


def test_up_asks_no_notebook_that_is_parked(
    context: Context, engine: Asked, screen: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs: dict[str, Any] = {"jupyter": {"status": "SUSPENDED"}}
    monkeypatch.setattr(stack, "outputs", lambda _paths: outputs)
    monkeypatch.setattr(local_run, "alone", lambda _context: contextlib.nullcontext())
    assert local_run.up(context) == 0
    assert engine.lines == ["up --yes --skip-preview"]
    assert "The stack is parked, and no notebook runs: make unpark" in screen.getvalue()
