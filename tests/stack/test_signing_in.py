"""Who deploys signs in by variables: nothing of it is kept, it may change, and a token may expire during a run."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import snowflake.connector

from devkit.bench.workspace import Workspace, opened
from devkit.errors import ToolchainError
from devkit.service_user.making import Site
from devkit.testing.waiting import PATIENCE
from spcs_local.testing import TokenIssuer
from tests.stack import signing_in
from tests.stack.command_lines import LOOK_SECONDS, CommandLines
from tests.stack.gate import Gate
from tests.stack.signing_in import PERSON, PROGRAM, Way

QUIETLY = ("--yes", "--skip-preview")


@pytest.fixture(scope="module")
def issuer() -> Iterator[TokenIssuer]:
    with TokenIssuer() as made:
        yield made


@pytest.fixture(scope="module")
def workspace(issuer: TokenIssuer) -> Iterator[Workspace]:
    """A stack that is up, made by the program's user, on an account whose services are said to run."""
    with opened("guide", 0) as made:
        signing_in.make_users(made, issuer)
        made.signed_in(**signing_in.by_key(made).variables).pulumi("up", *QUIETLY)
        yield made


@pytest.fixture(scope="module")
def ways(workspace: Workspace, issuer: TokenIssuer) -> dict[str, Callable[[], Way]]:
    return {
        "key pair": lambda: signing_in.by_key(workspace),
        "access token": lambda: signing_in.by_access_token(workspace),
        "OAuth token": lambda: signing_in.by_oauth(issuer),
        "workload identity": lambda: signing_in.by_workload_identity(issuer),
        "password": lambda: signing_in.by_password(workspace),
    }


WAYS = ("key pair", "access token", "OAuth token", "workload identity", "password")


def traces(workspace: Workspace, directory: Path) -> dict[str, str]:
    """All that a preview and an update leave, by where they leave it."""
    plan = directory / "plan.json"
    with CommandLines() as lines:
        previewed = workspace.pulumi("preview", "--json", f"--save-plan={plan}")
        updated = workspace.pulumi("up", *QUIETLY)
    assert any("pulumi" in line for line in lines.seen)
    return {
        "preview --json": previewed,
        "the plan": plan.read_text(encoding="utf-8"),
        "the log": updated,
        "the process list": "\n".join(lines.seen),
        "the state": workspace.pulumi("stack", "export"),
        "the stack's file": (workspace.directory / ".local" / "Pulumi.local.yaml").read_text(encoding="utf-8"),
    }


@pytest.mark.parametrize("name", WAYS)
def test_nothing_of_who_signs_in_is_left_anywhere(
    name: str, workspace: Workspace, ways: dict[str, Callable[[], Way]], tmp_path: Path
) -> None:
    way = ways[name]()
    signed_in = workspace.signed_in(**way.variables)
    found = traces(signed_in, tmp_path)
    found["the state, opened"] = signed_in.pulumi("stack", "export", "--show-secrets")

    searched = (*way.proofs, PROGRAM, PERSON)
    assert [place for place, text in found.items() for it in searched if it in text] == []
    # it is the search that finds nothing, and not the text that is empty
    assert all("jupyter" in text for place, text in found.items() if place not in ("the log", "the process list"))


def test_another_way_to_sign_in_changes_nothing(workspace: Workspace, ways: dict[str, Callable[[], Way]]) -> None:
    for name in WAYS:
        workspace.signed_in(**ways[name]().variables).pulumi("preview", "--expect-no-changes")


def test_the_administrator_of_the_account_works_on_the_stack_by_hand(workspace: Workspace) -> None:
    """As after `eval "$(make -s env)"`: the role is that of the configuration, and not the one of the environment."""
    by_hand = workspace.signed_in(**workspace.administrator)
    assert by_hand.variables["SNOWFLAKE_ROLE"] == "ACCOUNTADMIN"
    by_hand.pulumi("preview", "--refresh", "--expect-no-changes")
    by_hand.pulumi("up", *QUIETLY, "--expect-no-changes")
    assert "ACCOUNTADMIN" not in by_hand.pulumi("stack", "export", "--show-secrets")


def test_a_rotated_key_breaks_nothing_and_a_profile_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    workspace.signed_in(**signing_in.by_key(workspace).variables).pulumi("up", *QUIETLY)
    way = signing_in.by_profile(signing_in.by_key(workspace), tmp_path)
    rotated = workspace.signed_in(**way.variables)
    rotated.pulumi("refresh", *QUIETLY)
    rotated.pulumi("preview", "--refresh", "--expect-no-changes")
    rotated.pulumi("up", "--refresh", *QUIETLY, "--expect-no-changes")
    state = rotated.pulumi("stack", "export", "--show-secrets")
    assert [it for it in (*way.proofs, PROGRAM) if it in state] == []


def test_secret_configuration_keeps_them_encrypted(workspace: Workspace, tmp_path: Path) -> None:
    way = signing_in.by_key(workspace)
    names = {"SNOWFLAKE_PRIVATE_KEY": "privateKey", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "privateKeyPassphrase"}
    nobody = workspace.signed_in(**signing_in.IDENTITIES_GO_TO)
    nobody.pulumi("config", "set", "snowflake:user", PROGRAM)
    for variable, name in names.items():
        nobody.pulumi("config", "set", "--secret", f"snowflake:{name}", stdin=way.variables[variable])
    nobody.pulumi("up", *QUIETLY)
    found = traces(nobody, tmp_path)

    assert [place for place, text in found.items() for it in way.proofs if it in text] == []
    assert way.proofs[0] in nobody.pulumi("stack", "export", "--show-secrets")
    nobody.pulumi("config", "rm-all", "snowflake:user", *(f"snowflake:{name}" for name in names.values()))


def test_somebody_else_takes_the_stack_down(workspace: Workspace) -> None:
    """Who made it is not there any more."""
    signing_in.administrate(workspace, f"DROP USER {PROGRAM}")
    colleague = workspace.signed_in(**signing_in.by_password(workspace).variables)
    # what secret configuration has left in the state
    colleague.pulumi("up", *QUIETLY)
    colleague.pulumi("destroy", *QUIETLY)
    assert "resources" not in json.loads(colleague.pulumi("stack", "export"))["deployment"]


SHORT_SECONDS = 30


@pytest.fixture
def fresh(issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """With nothing in it; specifications go by a stage."""
    for name, value in signing_in.IDENTITIES_GO_TO.items():
        monkeypatch.setenv(name, value)
    with opened("guide", 0) as made:
        signing_in.make_users(made, issuer)
        made.pulumi("config", "set", "specSource", "stage")
        yield made


def test_a_token_that_expires_before_the_services_are_rolled_is_enough(fresh: Workspace, issuer: TokenIssuer) -> None:
    """The gate stands for the building and pushing of images: what comes after them waits until the token is worth
    nothing."""
    with Gate(fresh.account.account_port, ("PUT ", "CREATE SERVICE")) as gate:
        place = {"SNOWFLAKE_PORT": str(gate.port)}
        way = signing_in.by_workload_identity(issuer, SHORT_SECONDS)
        ended: list[BaseException | None] = []
        run = threading.Thread(target=lambda: ended.append(_error_of(fresh.signed_in(**way.variables, **place))))
        run.start()
        assert gate.somebody_waits.wait(PATIENCE)
        signs_in(fresh, way)
        _wait_until_refused(fresh, way)
        gate.open()
        run.join(PATIENCE)

        assert ended == [None]
        later = fresh.signed_in(**signing_in.by_workload_identity(issuer).variables, **place)
        later.pulumi("up", *QUIETLY, "--expect-no-changes")


def _error_of(workspace: Workspace) -> BaseException | None:
    try:
        workspace.pulumi("up", *QUIETLY)
    except ToolchainError as error:
        return error
    return None


def signs_in(workspace: Workspace, way: Way) -> None:
    """By the token of a workload identity."""
    token = {"token": way.variables["SNOWFLAKE_TOKEN"], "workload_identity_provider": "OIDC"}
    Site(workspace.administrator).signed_in(authenticator="WORKLOAD_IDENTITY", **token).close()


def _wait_until_refused(workspace: Workspace, way: Way) -> None:
    """Until the account takes it no more."""
    over = threading.Event()
    while not over.wait(LOOK_SECONDS * 10):
        try:
            signs_in(workspace, way)
        except snowflake.connector.errors.DatabaseError as error:
            if "expired" not in str(error):
                raise
            over.set()
