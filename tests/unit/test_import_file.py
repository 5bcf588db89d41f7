"""The command: what it writes, says, and leaves unwritten."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from components import existing_lookup, import_file, session
from components.account_objects import ROLE, ObjectName
from components.engine import Engine, EngineError
from components.import_file import main
from components.problems import AccountError, Problem
from components.stack_file import StackFile
from components.takeover import FoundResource, Takeover
from components.wanted_resources import Wanted, WantedResources
from tests.unit import recording

SPEC = {"type": "snowflake:index/accountRole:AccountRole", "name": "role", "id": "R"}
FOUND = FoundResource(Wanted(SPEC, {}, "DEPLOYER"), ObjectName.of(ROLE, "R"), {"comment": ""}, "DEPLOYER")
OWN = "Pulumi stack acme/milvus-spcs/dev"
CONFIGURATION = {
    **recording.STACK,
    "snowflake:organizationName": "ACME",
    "snowflake:accountName": "DEV_1",
    "snowflake:role": "DEPLOYER",
    "milvus-spcs:warehouse": '{"name": "WORK", "existing": true}',
    "snowflake:user": "SOMEBODY",
    "snowflake:password": "hidden",
}


@pytest.fixture(autouse=True)
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the takeover finds, and what was asked of."""
    told: dict[str, Any] = {"found": [FOUND], "comment": "of others"}
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PULUMI_OPTION_CONFIG_FILE", raising=False)
    for name in ("SNOWFLAKE_AUTHENTICATOR", "SNOWFLAKE_PRIVATE_KEY", "SNOWFLAKE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Engine, "configuration", lambda _: StackFile(CONFIGURATION, frozenset(recording.SECRET_KEYS)))
    monkeypatch.setattr(Engine, "full_name", lambda _: OWN.removeprefix("Pulumi stack "))
    monkeypatch.setattr(session, "open_session", lambda *_: nullcontext())
    monkeypatch.setattr(existing_lookup, "find", lambda *_, name: {"name": name.parts[-1], "comment": told["comment"]})
    looks = Takeover.found
    monkeypatch.setattr(Takeover, "found", lambda it: told["found"] if told["comment"] != OWN else looks(it))
    monkeypatch.setattr(Takeover, "looking", lambda _: ["DEPLOYER", "STORAGE"])

    def wanted(engine: Engine, config: Path) -> WantedResources:
        told["asked"] = engine.stack, config
        if isinstance(told["found"], BaseException):
            raise told["found"]
        return WantedResources((), {})

    monkeypatch.setattr(import_file, "wanted_resources", wanted)
    for file in (Path("Pulumi.dev.yaml"), Path("here/other.yaml")):
        file.parent.mkdir(exist_ok=True)
        file.touch()
    return told


def test_the_file_is_private_and_what_comes_next_is_said(
    account: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--stack", "acme/dev"]) == 0
    said = capsys.readouterr().out
    written = Path("import-dev.json")
    assert written.stat().st_mode & 0o777 == 0o600
    assert json.loads(written.read_text())["resources"] == [SPEC]
    assert account["asked"] == ("acme/dev", Path("Pulumi.dev.yaml"))
    assert "- role R, owned by DEPLOYER, made by hand" in said
    assert "pulumi import --stack acme/dev --file import-dev.json --generate-code=false" in said
    assert said.splitlines()[-1].startswith("Looked as DEPLOYER, STORAGE: what none of these has a privilege on")
    assert "hidden" not in said + written.read_text()


def test_file_and_configuration_may_be_elsewhere(account: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_OPTION_CONFIG_FILE", "here/other.yaml")
    assert main(["--stack", "dev", "--file", "a file.json"]) == 0
    assert Path("a file.json").exists()
    assert account["asked"] == ("dev", Path("here/other.yaml"))


def test_nothing_that_is_there_is_no_file(account: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    account["found"] = []
    assert main(["--stack", "dev"]) == 0
    said = capsys.readouterr().out
    assert "pulumi up makes it" in said
    assert "Looked as DEPLOYER, STORAGE" in said
    assert not Path("import-dev.json").exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (EngineError("no stack named 'dev' found"), "error: no stack named 'dev' found"),
        (AccountError([Problem("role R", "owned by X", "Y", "Z")]), "role R is owned by X; allowed: Y. To do: Z."),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_writes_nothing(
    account: dict[str, Any], capsys: pytest.CaptureFixture[str], error: Exception, said: str
) -> None:
    account["found"] = error
    assert main(["--stack", "dev"]) == 2
    assert said in capsys.readouterr().err
    assert not Path("import-dev.json").exists()


def test_what_the_stack_made_itself_does_not_exist_for_it(
    account: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    account["comment"] = OWN
    assert main(["--stack", "dev"]) == 2
    said = "warehouse WORK is made by this stack, as its comment says; allowed: one that others made. To do: leave"
    assert said in capsys.readouterr().err
    assert not Path("import-dev.json").exists()


def test_a_stack_without_a_file_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--stack", "acme/none"]) == 2
    assert capsys.readouterr().err.startswith("error: there is no Pulumi.none.yaml. To do: name a stack that has one")


@pytest.mark.parametrize(
    ("place", "said"), [("here", "is a directory"), ("Pulumi.dev.yaml/no/file.json", "no directory")]
)
def test_a_place_that_cannot_be_written_is_said_before_anything_is_asked(
    account: dict[str, Any], capsys: pytest.CaptureFixture[str], place: str, said: str
) -> None:
    assert main(["--stack", "dev", "--file", place]) == 2
    error = capsys.readouterr().err
    assert (error.startswith(f"error: {place} "), said in error, error.count("\n")) == (True, True, 1)
    assert "asked" not in account


def test_interrupted_is_130_and_writes_nothing(account: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    account["found"] = KeyboardInterrupt()
    assert main(["--stack", "dev"]) == 130
    assert capsys.readouterr().err == "interrupted: nothing was changed\n"
    assert not Path("import-dev.json").exists()
