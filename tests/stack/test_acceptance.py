"""`make accept` with the local account in the account's place, whose services are said to run: it answers as its
transcript has it, and where it does not, that is named.

After a change of what the local account answers, or of what the stack sends, `python -m tests.stack.test_acceptance`
writes the transcript anew; with the provider's plugin on PATH, what that asks besides.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from devkit import versions
from devkit.accept import states, wire
from devkit.accept.command import DEVIATES, Options, accept
from devkit.accept.gateway import Gateway, Place, Watcher
from devkit.accept.transcript import EXPECTED, PLUGINS, Transcript
from devkit.accept.wire import Asked
from devkit.bench.workspace import Workspace, named_images, opened
from devkit.console import Console
from devkit.context import Context
from devkit.paths import Paths
from devkit.service_user.making import Site
from devkit_tests.accept import answering
from spcs_local.services.states import ContainerStatus, InstanceStatus, PoolState, ServiceStatus, SnapshotState
from standins_tests.conformance.conftest import plugin_on_path
from tests.stack.command_lines import CommandLines
from tests.stack.inventory import differences, inventory

COMMAND = "python -m tests.stack.test_acceptance"
REPOSITORY = "accept_local_milvus_demo/public/accept_local_milvus_repo"


@contextmanager
def local_account() -> Iterator[Workspace]:
    """With a stack that names images where the run's own stack has its repository: none are built here."""
    with opened("guide", 0) as workspace:
        images = named_images(REPOSITORY)
        workspace.pulumi("config", "set", "services", json.dumps(images))
        yield workspace


@dataclass(frozen=True)
class Accepted:
    """A run that is over."""

    code: int
    screen: str
    directory: Path

    @property
    def report(self) -> str:
        return (self.directory / "report.md").read_text(encoding="utf-8")

    @property
    def transcript(self) -> str:
        return (self.directory / "transcript.json").read_text(encoding="utf-8")


def run(workspace: Workspace, directory: Path) -> Accepted:
    screen = io.StringIO()
    paths = Paths(workspace.directory, Paths.of_clone().cache)
    context = Context(paths, versions.read(paths.requirements), Console(screen))
    return Accepted(accept(context, Options(into=directory, notebook=answering.__name__)), screen.getvalue(), directory)


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with local_account() as made:
        yield made


@pytest.fixture(scope="module")
def accepted(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Accepted, dict[str, str], str]:
    """A run, all that it leaves or shows, by where, and the token that it had made."""
    site = Site(workspace.administrator)
    before = inventory(site)
    token = tmp_path_factory.mktemp("token") / "token"
    with CommandLines() as lines, pytest.MonkeyPatch.context() as patch:
        patch.setenv(answering.TOKEN_FILE, str(token))
        found = run(workspace, tmp_path_factory.mktemp("accepted"))
    left = "\n".join(differences(before, inventory(site)))
    traces = {
        "account": left,
        "screen": found.screen,
        "process list": "\n".join(lines.seen),
        **{it.name: it.read_text(encoding="utf-8") for it in found.directory.iterdir()},
    }
    return found, traces, token.read_text()


def test_the_local_account_answers_as_its_transcript_has_it(accepted: tuple[Accepted, dict[str, str], str]) -> None:
    found, _, _ = accepted
    assert found.code == 0, found.screen + found.report
    assert "0 deviations, 0 remarks; every phase passed." in found.report, f"{found.report} Run: {COMMAND}"


def test_a_run_leaves_nothing_but_its_report(
    workspace: Workspace, accepted: tuple[Accepted, dict[str, str], str]
) -> None:
    found, traces, _ = accepted
    assert traces["account"] == ""
    assert [it["name"] for it in json.loads(workspace.pulumi("stack", "ls", "--json"))] == ["local"]
    assert sorted(it.name for it in found.directory.iterdir()) == ["report.md", "transcript.json"]
    assert {it.stat().st_mode & 0o777 for it in found.directory.iterdir()} == {0o600}
    assert not list(workspace.directory.glob("Pulumi.*-accept.yaml"))


def test_nothing_of_a_run_is_secret(workspace: Workspace, accepted: tuple[Accepted, dict[str, str], str]) -> None:
    _, traces, token = accepted
    key = json.loads((workspace.directory / ".local" / "deployer.json").read_text())["private_key"]
    secrets = json.loads((workspace.directory / ".local" / "secrets.json").read_text())
    administrator = json.loads((workspace.directory / ".local" / "administrator.json").read_text())
    hidden = [*key.split()[4:-4], *secrets.values(), administrator["password"], token]
    assert len(hidden) > 10
    for where, text in traces.items():
        assert not [it for it in hidden if it in text], where


class Faults(Watcher):
    """An account that has another column, another state, and refuses a grant."""

    def answered(self, asked: Asked, body: bytes, encoding: str) -> bytes:
        found, statement = wire.content(body, encoding), asked.statement or ""
        data: Any = found.get("data") or {}
        if statement.startswith("SHOW COMPUTE POOLS"):
            for column in data["rowtype"]:
                column["name"] = {"application": "app"}.get(column["name"], column["name"])
        elif statement.startswith("DESCRIBE COMPUTE POOL"):
            data["rowset"] = [["WARMING" if it == "IDLE" else it for it in row] for row in data["rowset"]]
        elif statement.startswith("GRANT USAGE ON INTEGRATION"):
            said = {"data": {"sqlState": "42501"}, "message": "SQL access control error: hunter2 'hunter3'"}
            found = {**found, **said, "success": False, "code": "003001"}
        else:
            return body
        return wire.encoded(found, encoding)


@pytest.fixture(scope="module")
def faulty(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Accepted:
    """The stack's configuration says where the account is."""
    account = Place("127.0.0.1", workspace.account.account_port, "http")
    with Gateway(account, Faults()) as gateway:
        workspace.pulumi("config", "set", "snowflake:port", str(gateway.place.port))
        try:
            return run(workspace, tmp_path_factory.mktemp("faulty"))
        finally:
            workspace.pulumi("config", "rm", "snowflake:port")


@pytest.mark.parametrize(
    ("statement", "expected", "found"),
    [
        ("SHOW COMPUTE POOLS", "columns application", "instead app"),
        (
            'DESCRIBE COMPUTE POOL "<prefix>MILVUS_COMPUTE_POOL"',
            "state ACTIVE, IDLE, RESIZING, STARTING, STOPPING, SUSPENDED",
            "state WARMING",
        ),
        (
            'GRANT USAGE ON INTEGRATION "<prefix>ALLOW_ALL_EAI" TO ROLE "<prefix>JUPYTER_OWNER_ROLE"',
            "ok",
            "003001 42501",
        ),
    ],
)
def test_a_planted_fault_is_named(faulty: Accepted, statement: str, expected: str, found: str) -> None:
    assert faulty.code == DEVIATES, faulty.screen
    assert f"| `{statement}` | {expected} | {found} |" in faulty.report
    assert f"{statement}: expected {expected}; found {found}\n" in faulty.screen


def test_nothing_but_the_faults_is_named(faulty: Accepted) -> None:
    named = [line.split("`")[1] for line in faulty.report.splitlines() if "| `" in line]
    assert {it.split('"')[0].strip() for it in named} == {
        *("SHOW COMPUTE POOLS", "SHOW COMPUTE POOLS LIKE '?'", "DESCRIBE COMPUTE POOL", "GRANT USAGE ON INTEGRATION"),
    }


def test_a_run_that_fails_is_taken_down(workspace: Workspace, faulty: Accepted) -> None:
    assert "phases did not pass (up, " in faulty.report
    assert "| inventory after | passed |" in faulty.report
    assert [it["name"] for it in json.loads(workspace.pulumi("stack", "ls", "--json"))] == ["local"]


def test_states_on_the_way_are_those_of_the_local_account() -> None:
    assert set(PoolState) == states.POOL
    assert set(ServiceStatus) == states.SERVICE
    assert set(InstanceStatus) == states.INSTANCE
    assert set(ContainerStatus) == states.CONTAINER
    assert set(SnapshotState) == states.SNAPSHOT


def main() -> None:
    """With the provider's plugin on PATH, what it asks besides is written."""
    with local_account() as workspace, tempfile.TemporaryDirectory() as directory:
        found = run(workspace, Path(directory))
        sys.stdout.write(f"{found.screen}\n")
        if plugin_on_path() is None:
            EXPECTED.write_text(found.transcript, encoding="utf-8")
        else:
            asked = Transcript.read(found.directory / "transcript.json").without(Transcript.read(EXPECTED))
            PLUGINS.write_text(asked.text(), encoding="utf-8")


if __name__ == "__main__":
    main()
