"""The local account by its command line and the files that it leaves."""

import json
import os
import subprocess

import pytest

from devkit import docker_api, environment, files, local_account
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import AccountCommandError
from devkit.testing.waiting import until
from spcs_local_tests.model.rights import without_rights_to_others_files

COMMAND = """#!/bin/sh
echo "$@" > "$(dirname "$0")/called"
exit 3
"""


def test_read_gives_what_the_start_wrote_down(context: Context) -> None:
    assert local_account.read(context.paths) is None
    environment.prepare(context.paths)
    account = {"organization": "LOCAL", "account": "DEV", "account_port": 1, "registry_port": 2, "ingress_port": 3}
    files.write(context.paths.local / "account.json", json.dumps(account))
    files.write(context.paths.local / "administrator.json", json.dumps({"user": "ADMIN", "password": "p"}))

    found = local_account.read(context.paths)
    assert found is not None
    assert (found.identifier, found.registry_host, found.password) == ("LOCAL-DEV", "127.0.0.1:2", "p")


def test_command_names_the_home_and_passes_its_code_on(context: Context) -> None:
    files.write(context.paths.spcs_local, COMMAND, 0o755)
    assert local_account.command(context, ["logs", "MILVUS"]) == 3
    called = (context.paths.spcs_local.parent / "called").read_text()
    assert called == f"logs --home {context.paths.local} MILVUS\n"
    with pytest.raises(AccountCommandError) as raised:
        local_account.stop(context)
    assert raised.value.code == 3


def test_account_leaves_something_while_it_runs_or_docker_has_something(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(docker_api, "objects", lambda _label: made)
    assert not local_account.leaves_anything(context.paths)
    environment.prepare(context.paths)
    files.write(context.paths.local / "account.json", "")
    assert local_account.leaves_anything(context.paths)
    with pytest.raises(ToolchainError, match=r"account.json cannot be read .* Run: make account, which says what"):
        local_account.read(context.paths)
    (context.paths.local / "account.json").unlink()
    made.append("a volume")
    assert local_account.leaves_anything(context.paths)
    made.clear()
    environment.prepare(context.paths)
    with subprocess.Popen(["sh", "-c", "read line", "spcs_local"], stdin=subprocess.PIPE) as process:
        files.write(context.paths.local / "account.json", json.dumps({"pid": process.pid}))
        until(lambda: local_account.leaves_anything(context.paths), "that the process is the command")
    assert not local_account.leaves_anything(context.paths)


def test_account_closes_files_where_this_user_cannot_remove_them(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not local_account.closes_files(context.paths)
    below = context.paths.local / "stages" / "7" / "below"
    below.mkdir(parents=True)
    (below.parent / "link").symlink_to("/nowhere")
    (below / "file").touch(mode=0)
    with without_rights_to_others_files():
        for mode, closed in ((0o700, False), (0o500, True), (0o300, True), (0, True)):
            below.chmod(mode)
            assert local_account.closes_files(context.paths) is closed
    below.chmod(0o1777)
    assert not local_account.closes_files(context.paths)
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert local_account.closes_files(context.paths)
