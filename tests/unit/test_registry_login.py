"""Docker's clients sent to the credential helper, and back."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from components import known_registries
from components.credential_helper import PROGRAM, Helper, HelperError
from components.kept_session import KeptSession
from components.known_registries import KnownRegistry
from components.registry_login import Login, main
from components.stack_file import StackFile
from spcs_local.testing import TokenIssuer
from tests.unit.deployers import ROLE, USER, Deployer

HOST, ACCOUNTS = "127.0.0.1:7879", "local-dev.registry.snowflakecomputing.com"


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration of Docker's with something in it, and PATH without the helper."""
    directory = tmp_path / "theirs"
    directory.mkdir()
    (directory / "config.json").write_text('{"currentContext": "colima"}')
    monkeypatch.setenv("DOCKER_CONFIG", str(directory))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    return directory


@pytest.fixture
def signed_in(docker: Path, deployer: Deployer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, in the environment of the deployer."""
    use(monkeypatch, deployer.variables())
    return docker


def use(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def content(docker: Path) -> Any:
    return json.loads((docker / "config.json").read_text())


def stack(project: Path, text: str) -> None:
    (project / "Pulumi.dev.yaml").write_text(f"config:\n{text}")


def who(deployer: Deployer, host: str = HOST) -> tuple[str, str | None]:
    """Whom the helper signs in, as Docker would ask it now."""
    secret = json.loads(Helper(os.environ).answer("get", host))["Secret"]
    return deployer.who(json.loads(secret)["token"])


def test_install_for_the_registry_of_the_account(
    signed_in: Path, deployer: Deployer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    assert content(signed_in) == {"currentContext": "colima", "credHelpers": {ACCOUNTS: "milvus-spcs"}}
    assert who(deployer, ACCOUNTS) == (USER, ROLE)
    said = capsys.readouterr().out
    assert f"Docker signs in to {ACCOUNTS} as {USER} with the role {ROLE}" in said
    assert f"{PROGRAM} is not on PATH" in said
    assert deployer.key not in said


def test_install_twice_changes_nothing(signed_in: Path) -> None:
    assert main([]) == 0
    before = {path: path.read_bytes() for path in signed_in.iterdir()}
    assert main([]) == 0
    assert {path: path.read_bytes() for path in signed_in.iterdir()} == before


def test_install_says_nothing_of_a_helper_that_is_found(
    signed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / PROGRAM).write_text("#!/bin/sh\n")
    (tmp_path / PROGRAM).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([]) == 0
    assert "PATH" not in capsys.readouterr().out
    assert ACCOUNTS in content(signed_in)["credHelpers"]


def test_install_for_two_registries_and_take_one_out(signed_in: Path, deployer: Deployer) -> None:
    assert main([]) == 0
    assert main(["--registry-host", HOST]) == 0
    assert set(content(signed_in)["credHelpers"]) == {ACCOUNTS, HOST}
    assert main(["--remove"]) == 0
    assert content(signed_in)["credHelpers"] == {HOST: "milvus-spcs"}
    assert who(deployer) == (USER, ROLE)


def test_remove_leaves_what_was_there(signed_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert main(["--remove"]) == 0
    assert content(signed_in) == {"currentContext": "colima"}
    assert [path.name for path in signed_in.iterdir()] == ["config.json"]
    assert capsys.readouterr().out.endswith(f"{PROGRAM} signs in to {ACCOUNTS} no more.\n")


def test_remove_needs_no_credential_and_leaves_the_helper_of_others(
    docker: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SNOWFLAKE_ORGANIZATION_NAME", "LOCAL")
    monkeypatch.setenv("SNOWFLAKE_ACCOUNT_NAME", "DEV")
    theirs = {"credHelpers": {ACCOUNTS: "theirs"}}
    (docker / "config.json").write_text(json.dumps(theirs))
    assert main(["--remove"]) == 0
    assert content(docker) == theirs
    assert f"does not sign in to {ACCOUNTS}" in capsys.readouterr().out


def test_take_from_the_stacks_file_what_it_says(
    signed_in: Path, deployer: Deployer, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = "  milvus-spcs:milvusUserPassword: {secure: v1:x}\n"
    file += f"  snowflake:user: {USER}\n  snowflake:role: {ROLE}\n  milvus-spcs:registryHost: {HOST}\n"
    stack(project, file)
    use(monkeypatch, {"SNOWFLAKE_USER": "SOMEBODY", "SNOWFLAKE_ROLE": "ANOTHER"})
    assert main(["--stack", "dev"]) == 0
    assert content(signed_in)["credHelpers"] == {HOST: "milvus-spcs"}
    assert who(deployer) == (USER, ROLE)


def test_sign_in_with_the_role_that_owns_the_repository(signed_in: Path, deployer: Deployer, project: Path) -> None:
    deployer.run("CREATE ROLE PUSHERS", f"GRANT ROLE PUSHERS TO USER {USER}")
    stack(project, f"  milvus-spcs:registryHost: {HOST}\n  milvus-spcs:roles: {{storage: PUSHERS}}\n")
    assert main(["--stack", "dev"]) == 0
    assert known_registries.read(signed_in)[HOST].settings == {"snowflake:role": "PUSHERS"}
    assert who(deployer) == (USER, "PUSHERS")


def test_know_no_secret_of_the_stack(deployer: Deployer) -> None:
    values = {"snowflake:user": USER, "snowflake:privateKey": deployer.key, "snowflake:accountName": "DEV"}
    source = StackFile(values, frozenset({"snowflake:privateKey", "snowflake:user"}))
    found = Login.of(source, deployer.variables(), HOST, keep=True).known
    assert found == KnownRegistry(account="LOCAL-DEV", settings={"snowflake:accountName": "DEV"})


def test_keep_a_session_for_secrets_that_the_engine_opens(
    docker: Path, deployer: Deployer, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = deployer.variables()
    key = variables.pop("SNOWFLAKE_PRIVATE_KEY")
    use(monkeypatch, variables)
    stack(project, f"  milvus-spcs:registryHost: {HOST}\n  snowflake:privateKey: {{secure: v1:x}}\n")
    opened = {"snowflake:privateKey": {"value": key}, "milvus-spcs:registryHost": {"value": HOST}}
    (project / "pulumi").write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(opened)}\nEND\n")
    (project / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{project}:/usr/bin:/bin")
    assert main(["--stack", "dev"]) == 0
    assert who(deployer) == (USER, ROLE)
    assert not [path for path in docker.iterdir() if key in path.read_text()]


def test_keep_a_session_where_that_is_said_and_end_it_again(
    signed_in: Path, deployer: Deployer, capsys: pytest.CaptureFixture[str]
) -> None:
    session = KeptSession.of(ACCOUNTS, os.environ)
    assert main(["--keep-session"]) == 0
    assert f"The session is kept in {session.file}" in capsys.readouterr().out
    assert session.file.exists()
    assert main([]) == 0
    assert not session.file.exists()
    assert main(["--keep-session"]) == 0
    assert main(["--remove"]) == 0
    assert not session.file.exists()
    assert "credHelpers" not in content(signed_in)
    assert deployer.run(f"SHOW USERS LIKE '{USER}'")


@pytest.mark.parametrize("way", ["identity", "oauth"])
def test_push_after_the_token_of_a_job_is_worth_nothing_any_more(
    docker: Path, deployer: Deployer, spcs_local_issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    use(monkeypatch, deployer.variables_of(spcs_local_issuer, way))
    assert main([]) == 0
    assert ACCOUNTS in content(docker)["credHelpers"]

    spcs_local_issuer.stop()
    monkeypatch.setenv("SNOWFLAKE_TOKEN", "expired")
    assert who(deployer, ACCOUNTS) == who(deployer, ACCOUNTS) == (USER, ROLE)


@pytest.mark.parametrize("way", ["identity", "oauth"])
def test_sign_in_anew_where_the_session_of_a_job_has_ended(
    docker: Path, deployer: Deployer, spcs_local_issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    use(monkeypatch, deployer.variables_of(spcs_local_issuer, way))
    assert main([]) == 0
    assert content(docker)
    deployer.run(f"ALTER USER {USER} SET DISABLED = TRUE", f"ALTER USER {USER} SET DISABLED = FALSE")
    assert who(deployer, ACCOUNTS) == (USER, ROLE)

    deployer.run(f"ALTER USER {USER} SET DISABLED = TRUE", f"ALTER USER {USER} SET DISABLED = FALSE")
    monkeypatch.setenv("SNOWFLAKE_TOKEN", "expired")
    with pytest.raises(HelperError, match=f"{ACCOUNTS}: signing in to LOCAL-DEV as {ROLE}: "):
        who(deployer, ACCOUNTS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "config.json is no configuration of Docker"),
        ('{"credHelpers": 1}', "config.json is no configuration of Docker"),
    ],
)
def test_say_that_dockers_configuration_is_none_before_anything(
    signed_in: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (signed_in / "config.json").write_text(text)
    assert main([]) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in signed_in.iterdir()] == ["config.json"]


def test_change_nothing_for_who_cannot_sign_in(
    signed_in: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, {"SNOWFLAKE_ROLE": "ACCOUNTADMIN"})
    before = content(signed_in)
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("error: signing in to LOCAL-DEV as ACCOUNTADMIN: ")
    assert content(signed_in) == before


def test_say_all_that_is_missing(docker: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "5 settings need attention" in capsys.readouterr().err
    assert main(["--remove"]) == 2
    assert "2 settings need attention" in capsys.readouterr().err
    assert main(["--stack", "none"]) == 2
    assert "Pulumi.none.yaml" in capsys.readouterr().err
    assert "credHelpers" not in content(docker)
