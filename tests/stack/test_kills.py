"""The engine is killed between a statement and its record, for every type of resource; then the stack is healed.

One account for each backend, whose services are said to run. Images are built in test_whole_stack.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from devkit.bench.workspace import Workspace, named_images, opened
from devkit.errors import ToolchainError
from devkit.service_user.making import Site
from tests.stack.buckets import Bucket
from tests.stack.copies import copied_stack
from tests.stack.inventory import Inventory, differences, inventory
from tests.stack.kills import Pending, Stack, Withholding

QUIETLY = ("--yes", "--skip-preview")
NO_CHANGES = (*QUIETLY, "--expect-no-changes")
SCHEMA = "MILVUS_DEMO.APP"
CONFIGURED = {
    "schema": "APP",
    "specSource": "stage",
    "ingressIntegration": "true",
    "services": json.dumps(named_images("milvus_demo/app/milvus_repo")),
}
LOCK = ".pulumi/locks/organization/milvus-spcs/local/elsewhere.json"
ELSEWHERE = {"pid": 1, "username": "ci", "hostname": "runner-7.example", "timestamp": "2026-11-28T07:00:00Z"}

OBJECTS = {
    *("AccountRole", "User", "Warehouse", "Database", "Schema", "ComputePool", "ImageRepository", "StageInternal"),
    *("NetworkRule", "SecretWithBasicAuthentication", "ExternalAccessIntegration", "Service"),
}
OF_OBJECTS = {"GrantPrivilegesToAccountRole", "GrantAccountRole", "IngressIntegration", "StageFile", "ServiceRole"}
# with what changes nothing in the account, but waits for it
MADE = {("creating", it) for it in OBJECTS | OF_OBJECTS | {"Rollout", "SignIn"}}
# Others are replaced: service roles, role grants and files are made anew with what they are of. A roll is compared with
# the account before it is changed, and what that asks is withheld already.
CHANGED = {("updating", it) for it in OBJECTS | {"GrantPrivilegesToAccountRole", "ExtraGrants"}}
DROPPED = {("deleting", it) for it in OBJECTS | OF_OBJECTS}
# changed by others, so that the next run changes it back
OUTSIDE = (
    *(f"ALTER {it} SET COMMENT = 'of others'" for it in (
        "ROLE MILVUS_ROLE", "USER MILVUS_USER", "WAREHOUSE MILVUS_WAREHOUSE", "DATABASE MILVUS_DEMO",
        f"SCHEMA {SCHEMA}", "COMPUTE POOL MILVUS_COMPUTE_POOL", f"IMAGE REPOSITORY {SCHEMA}.MILVUS_REPO",
        f"STAGE {SCHEMA}.DATA", f"NETWORK RULE {SCHEMA}.ALLOW_ALL_RULE", "INTEGRATION ALLOW_ALL_EAI",
        f"SECRET {SCHEMA}.MILVUS_ROOT", f"SERVICE {SCHEMA}.JUPYTER",
    )),
    f"REVOKE CREATE SERVICE ON SCHEMA {SCHEMA} FROM ROLE JUPYTER_OWNER_ROLE",
    "GRANT MODIFY ON DATABASE MILVUS_DEMO TO ROLE MILVUS_ROLE",
)  # fmt: skip
# after so many kills a phase goes on without; the whole is `make soak`'s
ALL = 99
FEW = {"file": {"make": ALL, "change": 0, "drop": 1}, "bucket": {"make": 1, "change": ALL, "drop": 2}}


@dataclass(frozen=True)
class Account:
    """With a stack that has nothing in it, at some backend."""

    backend: str
    stack: Stack
    before: Inventory

    @property
    def workspace(self) -> Workspace:
        return self.stack.workspace

    def heal(self, *flags: str, path: str | None = None) -> tuple[int, str]:
        """Code and words of the program that `make heal` starts."""
        done = subprocess.run(
            [self.workspace.directory / ".venv/bin/python", "-m", "components.recovery", "--stack", "local", *flags],
            cwd=self.workspace.directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            env={**self.workspace.variables, **({"PATH": path} if path else {})},
        )  # fmt: skip
        return done.returncode, done.stdout

    def must_heal(self, *flags: str) -> str:
        code, said = self.heal(*flags)
        assert code == 0, said
        return said

    def run(self, *statements: str) -> None:
        with closing(self._site.signed_in()) as connection, closing(connection.cursor()) as cursor:
            for statement in ("USE ROLE MILVUS_DEPLOYER_ROLE", "USE SECONDARY ROLES ALL", *statements):
                cursor.execute(statement)

    def left(self) -> list[str]:
        """What is there that was not before the stack."""
        return differences(self.before, inventory(self._site))

    @property
    def _site(self) -> Site:
        return Site(self.workspace.administrator)

    def killed_again_and_again(self, most: int, *command: str) -> Pending:
        """Until it comes to its end; what was pending."""
        self.stack.relay.begin_anew()
        seen: Pending = set()
        for _ in range(most):
            pending = self.stack.killed(*command)
            if pending is None:
                return seen
            seen |= pending
            self.must_heal()
        self.workspace.pulumi(*command, *QUIETLY)
        return seen


@contextmanager
def account_at(backend: str, workspace: Workspace, variables: dict[str, str]) -> Iterator[Account]:
    with Withholding(workspace.account.account_port) as relay:
        reached = replace(workspace, variables={**workspace.variables, "SNOWFLAKE_PORT": str(relay.port)})
        found = copied_stack(reached, "local", {f"milvus-spcs:{key}": it for key, it in CONFIGURED.items()}, variables)
        site = Site(workspace.administrator)
        yield Account(backend, Stack(found, relay), inventory(site))


@pytest.fixture(scope="module")
def at_file() -> Iterator[Account]:
    """Without files of attributes beside the state: a kill can leave an empty one, with which nothing can be read."""
    with opened("guide", 0) as workspace:
        state = workspace.directory / "state"
        state.mkdir()
        with account_at("file", workspace, {"PULUMI_BACKEND_URL": f"file://{state}?metadata=skip"}) as found:
            yield found


@pytest.fixture(scope="module")
def at_bucket(bucket: Bucket) -> Iterator[Account]:
    with opened("guide", 0) as workspace, account_at("bucket", workspace, bucket.variables) as found:
        yield found


def state_of(account: Account) -> Any:
    return json.loads(account.workspace.pulumi("stack", "export"))["deployment"]


def test_a_preview_after_a_kill_names_the_command(at_file: Account) -> None:
    pending = at_file.stack.killed("up")
    assert pending is not None
    assert ("creating", "Database") in pending
    with pytest.raises(ToolchainError) as refusal:
        at_file.workspace.pulumi("preview")
    (line,) = [it for it in str(refusal.value).splitlines() if "database MILVUS_DEMO is there already" in it]
    assert "made by this stack, and not in its state" in line
    assert "To do: make heal STACK=local" in line


def test_objects_of_others_stop_it_with_the_state_as_it_was(at_file: Account) -> None:
    ours = "Pulumi stack organization/milvus-spcs/local"
    taken = ("WAREHOUSE MILVUS_WAREHOUSE", "DATABASE MILVUS_DEMO")
    before = state_of(at_file)
    at_file.run(*(f"ALTER {it} SET COMMENT = 'mine'" for it in taken))
    code, said = at_file.heal()
    assert code == 2
    for name in ("warehouse MILVUS_WAREHOUSE", "database MILVUS_DEMO"):
        assert f"- {name}: there, owned by MILVUS_DEPLOYER_ROLE; its comment is 'mine'" in said
    assert "compute pool" not in said.partition("nothing was changed")[2]
    assert state_of(at_file) == before
    at_file.run(*(f"ALTER {it} SET COMMENT = '{ours}'" for it in taken))


def refuse_a_lock_of_elsewhere(account: Account) -> None:
    """Unless it is forced; then nothing is in the way."""
    before = state_of(account)
    code, said = account.heal()
    assert (code, state_of(account)) == (2, before)
    assert "ci on runner-7.example, process 1, since 2026-11-28T07:00:00Z" in said
    assert "make heal STACK=local FORCE=1" in said
    assert "removed the lock of ci on runner-7.example" in account.must_heal("--force")
    assert "pending_operations" not in state_of(account)


def test_a_lock_of_another_machine_is_refused(at_file: Account) -> None:
    lock = at_file.workspace.directory / "state" / LOCK
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(json.dumps(ELSEWHERE))
    refuse_a_lock_of_elsewhere(at_file)


def without_refresh(directory: Path, account: Account) -> str:
    """A PATH on which the engine fails at a refresh, as with a network that is gone."""
    known = account.workspace.variables["PATH"]
    engine = shutil.which("pulumi", path=known)
    (directory / "pulumi").write_text(f'#!/bin/sh\n[ "$1" != refresh ] && exec {engine} "$@"\nexit 255\n')
    (directory / "pulumi").chmod(0o755)
    return f"{directory}{os.pathsep}{known}"


def test_what_was_killed_and_then_destroyed_leaves_nothing_once_it_is_healed(at_file: Account, tmp_path: Path) -> None:
    pending = at_file.stack.killed("up")
    assert pending is not None
    assert {("creating", "Schema"), ("creating", "User")} <= pending
    at_file.workspace.pulumi("cancel", "--yes")
    at_file.workspace.pulumi("destroy", *QUIETLY)
    assert any("MILVUS_USER" in line for line in at_file.left())

    code, said = at_file.heal(path=without_refresh(tmp_path, at_file))
    assert (code, "provider deployer: was gone, and is in the state again" in said) == (2, True)
    assert "an earlier make heal did not come to its end" in at_file.must_heal()
    at_file.workspace.pulumi("destroy", *QUIETLY)
    assert (at_file.left(), state_of(at_file).get("resources", [])) == ([], [])
    assert at_file.must_heal().startswith("no operation is pending; ")


def test_what_the_state_has_lost_is_named_and_stays(at_file: Account) -> None:
    at_file.run("CREATE ROLE LOST COMMENT = 'Pulumi stack organization/milvus-spcs/local'")
    code, said = at_file.heal()
    assert code == 1
    assert "- role LOST: DROP ROLE LOST as MILVUS_DEPLOYER_ROLE\n" in said
    assert "make import-file STACK=local" in said
    at_file.run("DROP ROLE LOST")


@pytest.mark.parametrize("backend", ["file", "bucket"])
def test_every_kill_is_healed(backend: str, request: pytest.FixtureRequest) -> None:
    """A type that is missed in `make test` at one of the backends is killed at the other."""
    account: Account = request.getfixturevalue(f"at_{backend}")
    most = dict.fromkeys(("make", "change", "drop"), ALL) if request.config.getoption("--soak") else FEW[backend]

    seen = account.killed_again_and_again(most["make"], "up")
    account.workspace.pulumi("up", *NO_CHANGES)
    change(account)
    seen |= account.killed_again_and_again(most["change"], "up", "--refresh")
    account.workspace.pulumi("up", *NO_CHANGES, "--refresh")
    seen |= account.killed_again_and_again(most["drop"], "destroy")

    assert account.left() == []
    assert state_of(account).get("resources", []) == []
    for phase, expected in (("make", MADE), ("change", CHANGED), ("drop", DROPPED)):
        assert most[phase] == 0 or expected & seen, phase
        if most[phase] == ALL:
            assert expected - seen == set(), phase


def change(account: Account) -> None:
    """From outside, and in the specification."""
    account.run(*OUTSIDE)
    file = account.workspace.directory / "specs" / "milvus.yaml"
    file.write_text(file.read_text().replace("memory: ${memory_limit}", "memory: 7Gi"))


def test_a_lock_of_another_machine_is_refused_in_a_bucket_too(at_bucket: Account, bucket: Bucket) -> None:
    bucket.put(LOCK, json.dumps(ELSEWHERE))
    refuse_a_lock_of_elsewhere(at_bucket)
