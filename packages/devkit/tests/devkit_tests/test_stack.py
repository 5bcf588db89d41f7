"""The stack's configuration in `.local/`."""

import json
import os

import pytest

from devkit import environment, files, stack
from devkit.bases.references import BaseImages
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.pulumi import Pulumi

ACCOUNT = Account("LOCAL", "DEV", 7878, 7979, "ADMIN", "pw")
BASES = BaseImages("milvus-base:1", "python-base:1")
# an engine that writes down how it was called, and makes what the real one makes
ENGINE = """#!/bin/sh
echo "$@" >> calls
case "$1 $2" in
"stack init")
    mkdir -p .local/pulumi/.pulumi/stacks/milvus-spcs
    echo '{"checkpoint": {}}' > .local/pulumi/.pulumi/stacks/milvus-spcs/local.json
    echo 'encryptionsalt: v1' > Pulumi.local.yaml ;;
"config set") cat >> stdin ;;
esac
"""


@pytest.fixture
def pulumi(context: Context, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    monkeypatch.setenv("PATH", f"{context.paths.cache / 'bin'}:/usr/bin:/bin")
    files.write(context.paths.cache / "bin" / "pulumi", ENGINE, 0o755)
    environment.prepare(context.paths)
    return Pulumi(context, {"PATH": os.environ["PATH"]})


@pytest.fixture
def secrets(context: Context) -> environment.Secrets:
    return environment.local_secrets(context.paths)


def calls(pulumi: Pulumi) -> list[str]:
    return (pulumi.context.paths.root / "calls").read_text().splitlines()


def test_ensure_makes_the_stack_once_and_leaves_the_clone_clean(pulumi: Pulumi, secrets: environment.Secrets) -> None:
    for _ in range(2):
        stack.ensure(pulumi, ACCOUNT, BASES, secrets)

    assert [it.split()[:2] for it in calls(pulumi)] == [["stack", "init"], ["config", "set-all"], ["config", "set"]]
    assert not (pulumi.context.paths.root / "Pulumi.local.yaml").exists()
    assert environment.stack_file(pulumi.context.paths).stat().st_mode & 0o777 == 0o600


def test_ensure_gives_the_password_on_stdin_alone(pulumi: Pulumi, secrets: environment.Secrets) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets)

    assert (pulumi.context.paths.root / "stdin").read_text() == secrets.milvus_user_password
    assert not any(secrets.milvus_user_password in call for call in calls(pulumi))


def test_ensure_sets_again_what_changed(pulumi: Pulumi, secrets: environment.Secrets) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets)
    stack.ensure(pulumi, ACCOUNT, BaseImages("milvus-base:2", "python-base:1"), secrets)

    assert "milvusImage=milvus-base:2" in calls(pulumi)[-2]


def test_ensure_makes_a_lost_configuration_from_the_salt_in_the_state(
    pulumi: Pulumi, secrets: environment.Secrets
) -> None:
    paths = pulumi.context.paths
    state = {"checkpoint": {"latest": {"secrets_providers": {"type": "passphrase", "state": {"salt": "v1:salt"}}}}}
    files.write(stack.checkpoint_file(paths), json.dumps(state))

    stack.ensure(pulumi, ACCOUNT, BASES, secrets)
    assert json.loads(environment.stack_file(paths).read_text()) == {"encryptionsalt": "v1:salt"}

    environment.stack_file(paths).unlink()
    files.write(stack.checkpoint_file(paths), json.dumps({"checkpoint": {}}))
    with pytest.raises(ToolchainError, match="Run: make clean, then make up"):
        stack.ensure(pulumi, ACCOUNT, BASES, secrets)


def test_outputs_are_read_from_the_state(context: Context) -> None:
    assert stack.outputs(context.paths) == {}
    exported = {"type": "pulumi:pulumi:Stack", "outputs": {"user": "MILVUS_USER"}}
    state = {"checkpoint": {"latest": {"resources": [{"type": "pulumi:providers:docker"}, exported]}}}
    file = stack.checkpoint_file(context.paths)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(state))
    assert stack.outputs(context.paths) == {"user": "MILVUS_USER"}


def test_ensure_sets_further_keys(pulumi: Pulumi, secrets: environment.Secrets) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, {"services": '{"a": {}}'})

    (call,) = (it for it in calls(pulumi) if it.startswith("config set-all"))
    assert '--plaintext services={"a": {}}' in call
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, {"services": "{}"})
    assert [it for it in calls(pulumi) if it.startswith("config set-all")][1:] == [call.replace('{"a": {}}', "{}")]
