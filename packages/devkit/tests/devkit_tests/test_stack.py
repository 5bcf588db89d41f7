"""The stack's configuration in `.local/`."""

import json
import os
from dataclasses import replace

import pytest

from devkit import environment, files, stack
from devkit.bases.references import BaseImages
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.pulumi import Pulumi
from devkit.service_user.credentials import Credentials

DEPLOYER = Credentials("DEPLOYER", "DEPLOYER_ROLE", "-----BEGIN…")
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
"config set") cat > "stdin of $4" ;;
"config get") cat "stdin of $3" ;;
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
        stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER)

    once = [["stack", "init"], ["config", "set-all"], ["config", "set"]]
    assert [it.split()[:2] for it in calls(pulumi)] == once
    assert not (pulumi.context.paths.root / "Pulumi.local.yaml").exists()
    assert environment.stack_file(pulumi.context.paths).stat().st_mode & 0o777 == 0o600


def test_ensure_gives_secrets_on_stdin_alone(pulumi: Pulumi, secrets: environment.Secrets) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER)

    wanted = stack.secret_values(secrets)
    root, stamp = pulumi.context.paths.root, (pulumi.context.paths.local / "configured.json").read_text()
    assert {key: (root / f"stdin of {key}").read_text() for key in wanted} == wanted
    assert not [value for value in wanted.values() if value in "".join(calls(pulumi)) + stamp]


def test_the_stack_is_deployed_by_whoever_holds_the_deployers_role(secrets: environment.Secrets) -> None:
    values = stack.values(ACCOUNT, BASES, DEPLOYER)

    # who holds it, and how somebody signs in, the environment says
    assert [(key, value) for key, value in values.items() if key.startswith("snowflake:")] == [
        ("snowflake:role", "DEPLOYER_ROLE")
    ]
    assert set(stack.secret_values(secrets)) == {"milvusUserPassword"}


@pytest.mark.parametrize(
    ("bases", "deployer", "call"),
    [
        (BaseImages("milvus-base:2", "python-base:1"), DEPLOYER, "milvusImage=milvus-base:2"),
        (BASES, replace(DEPLOYER, role="ANOTHER"), "snowflake:role=ANOTHER"),
    ],
)
def test_ensure_sets_again_what_changed(
    pulumi: Pulumi, secrets: environment.Secrets, bases: BaseImages, deployer: Credentials, call: str
) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER)
    stack.ensure(pulumi, ACCOUNT, bases, secrets, deployer)

    assert call in calls(pulumi)[-2]


def test_ensure_makes_a_lost_configuration_from_the_salt_in_the_state(
    pulumi: Pulumi, secrets: environment.Secrets
) -> None:
    paths = pulumi.context.paths
    state = {"checkpoint": {"latest": {"secrets_providers": {"type": "passphrase", "state": {"salt": "v1:salt"}}}}}
    files.write(stack.checkpoint_file(paths), json.dumps(state))

    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER)
    assert json.loads(environment.stack_file(paths).read_text()) == {"encryptionsalt": "v1:salt"}

    environment.stack_file(paths).unlink()
    files.write(stack.checkpoint_file(paths), json.dumps({"checkpoint": {}}))
    with pytest.raises(ToolchainError, match="Run: make clean, then make up"):
        stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER)


def test_outputs_are_read_from_the_state(context: Context) -> None:
    assert stack.outputs(context.paths) == {}
    exported = {"type": "pulumi:pulumi:Stack", "outputs": {"user": "MILVUS_USER"}}
    state = {"checkpoint": {"latest": {"resources": [{"type": "pulumi:providers:docker"}, exported]}}}
    file = stack.checkpoint_file(context.paths)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(state))
    assert stack.outputs(context.paths) == {"user": "MILVUS_USER"}


def test_ensure_sets_further_keys(pulumi: Pulumi, secrets: environment.Secrets) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER, {"services": '{"a": {}}'})

    (call,) = (it for it in calls(pulumi) if it.startswith("config set-all"))
    assert '--plaintext services={"a": {}}' in call
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER, {"services": "{}"})
    assert [it for it in calls(pulumi) if it.startswith("config set-all")][1:] == [call.replace('{"a": {}}', "{}")]


def test_ensure_removes_what_it_set_and_wants_no_more(pulumi: Pulumi, secrets: environment.Secrets) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER, {"services": "{}", "pools": "{}"})
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER)

    assert [it for it in calls(pulumi) if it.startswith("config rm-all")] == [
        "config rm-all pools services --non-interactive"
    ]


def test_ensure_sets_nothing_again_where_another_user_or_key_signs_in(
    pulumi: Pulumi, secrets: environment.Secrets
) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER)
    before = calls(pulumi)
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, replace(DEPLOYER, user="ANOTHER", private_key="another"))
    assert calls(pulumi) == before


def outside(pulumi: Pulumi, host: str) -> None:
    """What the stack's file says of an object storage outside."""
    file = environment.stack_file(pulumi.context.paths)
    files.write(file, f"config:\n  milvus-spcs:topology: cluster\n  milvus-spcs:objectStoreHost: {host}\n")


def test_a_clusters_own_storage_has_a_key_that_is_made(pulumi: Pulumi, secrets: environment.Secrets) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER)
    outside(pulumi, '""')
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER, cluster={})
    assert (pulumi.context.paths.root / f"stdin of {stack.KEY}").read_text() == secrets.object_store_key


def test_a_persons_key_of_a_storage_outside_is_left_as_it_is(pulumi: Pulumi, secrets: environment.Secrets) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER)
    outside(pulumi, "s3.example.org")
    key = pulumi.context.paths.root / f"stdin of {stack.KEY}"
    key.write_text("of-a-person")
    for bases in (BASES, BaseImages("milvus-base:2", "python-base:1")):
        stack.ensure(pulumi, ACCOUNT, bases, secrets, DEPLOYER, cluster={})
    assert key.read_text() == "of-a-person"
    assert "rm-all" not in str(calls(pulumi))


@pytest.mark.parametrize("own", [True, False], ids=["the one that was made", "a person's"])
def test_with_a_storage_outside_the_key_that_was_made_is_removed_and_a_persons_is_not(
    pulumi: Pulumi, secrets: environment.Secrets, *, own: bool
) -> None:
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER, cluster={})
    outside(pulumi, "s3.example.org")
    if not own:
        (pulumi.context.paths.root / f"stdin of {stack.KEY}").write_text("of-a-person\n")
    stack.ensure(pulumi, ACCOUNT, BASES, secrets, DEPLOYER, cluster={})
    assert any(it.startswith(f"config rm-all {stack.KEY}") for it in calls(pulumi)) == own
